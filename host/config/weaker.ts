// Two resolved configs → in what the second is the weaker policy. Pure; `extends` is judged by what it comes to.
import { notCovered } from '../glob-cover.ts'
import { approvalSchema, baseSchema, plansSchema } from '../policy.ts'
import { choice, object, optional, text, type JsonSchema } from '../schema.ts'
import { loosenings, same, type Loosening } from '../weaker.ts'
import { pluginGlob } from './places.ts'
import type { Config, Setting } from './resolve.ts'

/** The schemas of the options of checks and plugins, by the names that the config uses. */
export interface OptionSchemas {
  readonly checks: Readonly<Record<string, JsonSchema>>
  readonly plugins: Readonly<Record<string, JsonSchema>>
}

/** Two configs, resolved, and what is needed to compare them. */
export interface ComparedPolicy {
  /** Absent where there was none, or none that can be read: such a one is only ever mended. */
  readonly before?: Config
  readonly after?: Config
  /** Why there is something after the change that cannot be read. */
  readonly wrong?: string
  /** Files that the two are made of. */
  readonly files: readonly string[]
  /** Packages, of those that the first one is made of, that the lock files tell differently. */
  readonly moved?: readonly { readonly name: string; readonly file: string; readonly what: string }[]
  readonly schemas: OptionSchemas
}

// Without an id, approvals made for any project count.
const whole = object({ id: optional(text({ absent: 'weakest' })), base: baseSchema, plans: plansSchema, approval: approvalSchema })
const severities = choice(['off', 'warn', 'error'])
const nothing: Setting = { severity: 'off', options: {} }

/** In what `after` is weaker than `before`, or not known to be as strict. */
export function* weakerPolicy(before: Config, after: Config, schemas: OptionSchemas): Generator<Loosening> {
  const part = ({ id, base, plans, approval }: Config) => ({ ...(id === undefined ? {} : { id }), base, plans, approval })
  yield* loosenings(whole.json, part(before), part(after), '')
  const gone = before.plugins.filter(({ name }) => !after.plugins.some((plugin) => plugin.name === name)).flatMap(({ name }) => pluginGlob(name))
  for (const name of [...new Set([...Object.keys(before.checks), ...Object.keys(after.checks)])].sort()) yield* weakerCheck(name, before, after, schemas.checks[name], gone)
  yield* weakerPlugins(before.plugins, after.plugins, schemas.plugins)
}

/** A setting of one check and the paths it is for; those of later ones are theirs. */
interface Region extends Setting {
  readonly paths: readonly string[]
}

function regions(name: string, { checks, overrides }: Config): readonly Region[] {
  return [{ ...checks[name] ?? nothing, paths: ['**'] }, ...overrides.flatMap(({ paths, checks: own }) => (own[name] ? [{ ...own[name], paths }] : []))]
}

/** Compares the settings that a check has for one and the same file: those of two regions no file can have, or only a file that later ones take, are not compared. */
function* weakerCheck(name: string, before: Config, after: Config, schema: JsonSchema | undefined, gone: readonly string[]): Generator<Loosening> {
  const [old, now] = [regions(name, before).map((region) => ({ ...region, options: without(gone, region.options, schema) })), regions(name, after)]
  const taken = (all: readonly Region[], from: number, paths: readonly string[]) => all.some((later, i) => i > from && notCovered(later.paths, paths).length === 0)
  const told = new Set<string>()
  for (const [j, is] of now.entries()) {
    for (const [i, was] of old.entries()) {
      if (taken(now, j, was.paths) || taken(old, i, is.paths)) continue
      const where = j > 0 ? is.paths : i > 0 ? was.paths : undefined
      for (const found of weakerSetting(was, is, schema, `checks.${name}${where ? ` (for ${where.join(', ')})` : ''}`)) {
        if (!told.has(found.key + found.what)) yield found
        told.add(found.key + found.what)
      }
    }
  }
}

/** Options without the files of plugins that are taken out, where the host added those: that is told of the plugin. */
function without(gone: readonly string[], options: Setting['options'], schema: JsonSchema | undefined): Setting['options'] {
  const properties = (schema?.['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key, properties[key]?.['plus'] === 'plugins' ? (value as readonly string[]).filter((glob) => !gone.includes(glob)) : value]))
}

/** Options of a check that is off make no difference. */
function* weakerSetting(before: Setting, after: Setting, schema: JsonSchema | undefined, key: string): Generator<Loosening> {
  if (before.severity === 'off') return
  yield* loosenings(severities.json, before.severity, after.severity, key)
  if (after.severity !== 'off') yield* loosenings(schema, before.options, after.options, key)
}

/** A plugin is code, and its preset lies under the config: one more, one less, or another order is another policy. */
function* weakerPlugins(before: Config['plugins'], after: Config['plugins'], schemas: OptionSchemas['plugins']): Generator<Loosening> {
  const [old, now] = [before.map(({ name }) => name), after.map(({ name }) => name)]
  const gone = old.filter((name) => !now.includes(name))
  for (const name of gone) yield { code: 'weakened', key: 'plugins', what: `${name} is taken out` }
  if (gone.length === 0 && !same(old, now)) yield { code: 'changed', key: 'plugins', what: `${old.join(', ') || 'none'} became ${now.join(', ')}, and what that comes to only running it would tell` }
  for (const { name, options } of after) {
    const was = before.find((plugin) => plugin.name === name)
    if (was) yield* loosenings(schemas[name], was.options, options, `plugins.${name}`)
  }
}
