// A config file's data → the config that is judged by: presets and packs below, the user's own on top, defaults filled in.
import type { Check } from '../plugin.ts'
import { DriftError } from '../error.ts'
import { checkGlob } from '../globs.ts'
import { mistakes, type Validator } from '../mistakes.ts'
import { approvalSchema, baseSchema, plansSchema, type ApprovalPolicy, type BasePolicy, type PlansPolicy } from '../policy.ts'
import { globsIn, type JsonSchema } from '../schema.ts'
import { nearest } from '../text.ts'
import { presets } from './presets.ts'
import { configSchema } from './schema.ts'

type Data = Readonly<Record<string, any>>
export type Setting = { readonly severity: 'off' | 'warn' | 'error'; readonly options: Readonly<Record<string, unknown>> }

/** A config, complete: every option of every check has a value. */
export interface Config {
  readonly id: string | undefined
  readonly base: BasePolicy
  readonly extends: readonly string[]
  readonly plans: PlansPolicy
  readonly approval: ApprovalPolicy
  readonly checks: Readonly<Record<string, Setting>>
  readonly overrides: readonly { readonly paths: readonly string[]; readonly checks: Readonly<Record<string, Setting>> }[]
  readonly plugins: readonly { readonly name: string; readonly options: Data }[]
}

/** Objects merge by key, arrays and scalars replace. */
export function merge(below: unknown, above: unknown): unknown {
  if (!isData(below) || !isData(above)) return above === undefined ? below : above
  return Object.fromEntries([...new Set([...Object.keys(below), ...Object.keys(above)])].map((key) => [key, merge(below[key], above[key])]))
}

/** A check's setting laid over another: a bare severity keeps the options below it. */
function layered(below: Setting | undefined, above: unknown): Setting {
  const [severity, options] = Array.isArray(above) ? above : [above, undefined]
  return { severity: severity ?? below?.severity ?? 'off', options: { ...below?.options, ...options } }
}

function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function defaults({ properties }: JsonSchema): Data {
  return Object.fromEntries(Object.entries((properties ?? {}) as Record<string, JsonSchema>).filter(([, p]) => 'default' in p).map(([key, p]) => [key, p.default]))
}

/** What `resolve` needs beside the data. */
export interface Surroundings {
  readonly file: string
  readonly checks: readonly Check[]
  readonly validate: Validator
  /** Presets of plugins, laid between `extends` and the config itself. */
  readonly pluginPresets?: readonly Data[]
  /** Checks that plugins bring are on unless somebody says otherwise. */
  readonly pluginChecks?: readonly Check[]
  /** What is wrong with the options of plugins and of their checks. */
  pluginMistakes?(config: Config): readonly string[]
  /** Reads a vendored pack from where the config itself was read; undefined where it is absent. */
  pack(path: string): Promise<unknown>
}

/** Checks and completes a config. All mistakes come at once, in one DriftError (exit 2). */
export async function resolveConfig(data: unknown, around: Surroundings): Promise<Config> {
  const { file, checks, validate } = around
  const wrong = mistakes(validate, data, () => configSchema(checks))
  if (wrong.length) throw refused(file, wrong)
  const own = data as Data
  const bases = [own.extends ?? 'drift:recommended'].flat() as string[]
  const layers: Data[] = []
  for (const name of bases) layers.push(await layer(name, around))
  const settings = [...layers, ...around.pluginPresets ?? [], own]
  const part = (key: string, schema: JsonSchema): any => settings.reduce<unknown>((below, above) => merge(below, above[key]), defaults(schema))
  const all = [...checks, ...around.pluginChecks ?? []]
  const known = Object.fromEntries(all.map((check) => [check.name, { severity: checks.includes(check) ? 'off' : 'error', options: defaults(check.options.json) } as Setting]))
  const named = new Set([...Object.keys(known), ...settings.flatMap((s) => Object.keys(s.checks ?? {}))])
  const config: Config = {
    id: own.id,
    base: part('base', baseSchema.json),
    extends: bases,
    plans: part('plans', plansSchema.json),
    approval: part('approval', approvalSchema.json),
    checks: Object.fromEntries([...named].sort().map((name) => [name, settings.reduce<Setting>((below, s) => (s.checks?.[name] === undefined ? below : layered(below, s.checks[name])), known[name] ?? { severity: 'off', options: {} })])),
    overrides: [],
    plugins: settings.flatMap((s) => s.plugins ?? []).map((p: unknown) => (Array.isArray(p) ? { name: p[0], options: p[1] ?? {} } : { name: p as string, options: {} })),
  }
  const overrides = settings.flatMap((s) => s.overrides ?? []).map(({ paths, checks: own }: Data) => ({
    paths, checks: Object.fromEntries(Object.entries(own).map(([name, value]) => [name, layered(config.checks[name], value)])),
  }))
  const complete = { ...config, overrides }
  const bad = [...badGlobs(complete, all), ...around.pluginMistakes?.(complete) ?? []]
  if (bad.length) throw refused(file, bad)
  return complete
}

async function layer(name: string, { file, checks, validate, pack }: Surroundings): Promise<Data> {
  if (Object.hasOwn(presets, name)) return presets[name]!
  if (!name.startsWith('.drift/packs/') || name.includes('..')) {
    const near = nearest(name, Object.keys(presets))
    throw new DriftError(`${file}: /extends: expected the name of a preset or pack, found "${name}"${near ? ` (did you mean "${near}"?)` : ''}`, `Use one of ${Object.keys(presets).join(', ')}, or a pack below .drift/packs/. Presets in packages cannot be read by this version.`)
  }
  const data = await pack(name)
  if (data === undefined) throw new DriftError(`${file}: /extends: expected a file ${name}, found none`, `Add ${name}, or take it out of extends.`)
  const wrong = mistakes(validate, data, () => configSchema(checks))
  if (wrong.length) throw refused(name, wrong)
  return data as Data
}

/** Every glob of a config is looked at before any matcher sees it. */
function badGlobs({ plans, checks, overrides }: Config, known: readonly Check[]): string[] {
  const optionsOf = (settings: Readonly<Record<string, Setting>>, pointer: string) => known
    .filter(({ name }) => settings[name])
    .flatMap(({ name, options }) => [...globsIn(options.json, settings[name]!.options, `${pointer}/checks/${name}/1`)])
  const all = [
    ...globsIn(plansSchema.json, plans, '/plans'),
    ...optionsOf(checks, ''),
    ...overrides.flatMap(({ paths, checks: own }, i) => [...paths.map((glob, k) => ({ pointer: `/overrides/${i}/paths/${k}`, glob })), ...optionsOf(own, `/overrides/${i}`)]),
  ]
  return all.flatMap(({ pointer, glob }) => {
    const wrong = checkGlob(glob)
    return wrong ? [`${pointer}: expected a glob, found ${JSON.stringify(glob)}: ${wrong}`] : []
  })
}

function refused(file: string, wrong: readonly string[]): DriftError {
  return new DriftError(wrong.map((line) => `${file}: ${line}`).join('\n'), `Mend ${file}; every key is explained in .driftrc.example and by: drift config --help`)
}
