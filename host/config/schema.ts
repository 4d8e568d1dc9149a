// The config file's schema: for editors, for validation at build time, and for the reference in the docs.
import type { Check } from '../plugin.ts'
import { approvalSchema, baseSchema, plansSchema } from '../policy.ts'
import type { JsonSchema } from '../schema.ts'

/** The same object schema with no key required: what a user writes is laid over a preset. */
function partial({ required: _, ...json }: JsonSchema): JsonSchema {
  return json
}

const ref = (name: string): JsonSchema => ({ $ref: `#/$defs/${name}` })

// By `if`, not by `anyOf`: of a mistake only the branch that was meant complains.
function pairOf(alone: JsonSchema, options: JsonSchema): JsonSchema {
  return { if: { type: 'array' }, then: { prefixItems: [alone, options], minItems: 1, maxItems: 2 }, else: alone }
}

/** The JSON Schema of a config file, for these checks. Checks of plugins are named `plugin/check`. */
export function configSchema(checks: readonly Check[]): JsonSchema {
  // A setting stands under `checks` and under `overrides`: told once, it is compiled once.
  const hasOptions = ({ options }: Check) => Object.keys(options.json.properties ?? {}).length > 0
  const settings = (only: readonly Check[]): JsonSchema => ({
    type: 'object', additionalProperties: false,
    properties: Object.fromEntries(only.map((check) => [check.name, { description: check.demand, ...ref(hasOptions(check) ? `setting-of-${check.name}` : 'plain') }])),
    patternProperties: { '^[a-z0-9-]+/[a-z0-9-]+$': ref('foreign') },
  })
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'drift config', type: 'object', additionalProperties: false,
    properties: {
      $schema: { type: 'string', description: 'Where editors find this schema.' },
      id: { type: 'string', pattern: '^[A-Za-z0-9-]{8,64}$', description: 'Random, made by drift init; signed records name it.' },
      base: { ...partial(baseSchema.json), description: 'The branch that work aims at.' },
      extends: { description: 'Presets and packs that this config is laid over: drift:solo, drift:recommended, drift:strict, .drift/packs/<name>.yaml, or an installed package (its drift-preset.json, or <package>/<file>.json).', default: 'drift:recommended', if: { type: 'array' }, then: { items: ref('word') }, else: ref('word') },
      plans: { ...partial(plansSchema.json), description: 'Where plans are, and what needs none.' },
      approval: { ...partial(approvalSchema.json), description: 'What makes a plan approved.' },
      checks: { ...settings(checks), description: 'Each check: a severity, or [severity, options].' },
      overrides: {
        type: 'array', description: 'Other settings for some paths, for checks that judge file by file; the last one that fits wins.',
        items: { type: 'object', additionalProperties: false, required: ['paths', 'checks'], properties: { paths: { type: 'array', items: ref('word'), minItems: 1 }, checks: settings(checks.filter(({ each }) => each === 'file')) } },
      },
      plugins: {
        type: 'array', description: 'Plugins: the name of one of drift\'s own, a package, or a path from the root; or [name, options].',
        items: pairOf(ref('word'), { type: 'object' }),
      },
    },
    $defs: {
      word: { type: 'string', minLength: 1 },
      severity: { enum: ['off', 'warn', 'error'], description: 'off: not judged. warn: told at push and in CI, blocks nothing. error: blocks.' },
      plain: pairOf(ref('severity'), { type: 'object', additionalProperties: false }),
      foreign: pairOf(ref('severity'), { type: 'object' }),
      ...Object.fromEntries(checks.filter(hasOptions).map((check) => [`setting-of-${check.name}`, pairOf(ref('severity'), partial(check.options.json))])),
    },
  }
}
