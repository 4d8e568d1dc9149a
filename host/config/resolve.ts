// A config file's data → the config that is judged by: presets and packs below, the user's own on top, defaults filled in.
import type { Check } from '../plugin.ts'
import type { DriftError } from '../error.ts'
import type { Mistake } from '../mistakes.ts'
import { approvalSchema, baseSchema, plansSchema, type ApprovalPolicy, type BasePolicy, type PlansPolicy } from '../policy.ts'
import type { Fits, JsonSchema } from '../schema.ts'
import { isData, unmet, type Data } from './demands.ts'
import { packageOf, pluginGlob } from './places.ts'
import { presets } from './presets.ts'

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
  /** `oid` is the content of a local plugin that was read from a commit. */
  readonly plugins: readonly { readonly name: string; readonly options: Data; readonly oid?: string }[]
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

function defaults({ properties }: JsonSchema): Data {
  return Object.fromEntries(Object.entries((properties ?? {}) as Record<string, JsonSchema>).filter(([, p]) => 'default' in p).map(([key, p]) => [key, p.default]))
}

/** The preset of a package: where it stands, for messages, and what it holds. */
export interface PresetFile {
  readonly file: string
  readonly text: string
  readonly data: unknown
}

/** What `resolve` needs beside the data. */
export interface Surroundings {
  readonly file: string
  /** Where in that file the config stands, as a JSON pointer; all of it unless told. */
  readonly below?: string
  /** Text of the config's file or of a pack, for telling a mistake by its line. */
  text?(file: string): Promise<string | undefined>
  readonly checks: readonly Check[]
  readonly validate: Fits
  /** Presets of plugins, laid between `extends` and the config itself. */
  readonly pluginPresets?: readonly Data[]
  /** Checks that plugins bring are on unless somebody says otherwise. */
  readonly pluginChecks?: readonly Check[]
  /** What is wrong with the options of plugins and of their checks; `first` plugins are those of layers below the config. */
  pluginMistakes?(config: Config, first: number): readonly Mistake[]
  /** Reads the preset of a package; throws where it cannot be had. Without it such a layer is empty: enough to see whether a config is well-formed, and what its `base` is. */
  preset?(name: string): Promise<PresetFile>
  /** Reads a vendored pack from where the config itself was read; undefined where it is absent. */
  pack(path: string): Promise<unknown>
}

/** Checks and completes a config. All mistakes come at once, in one DriftError (exit 2). */
export async function resolveConfig(data: unknown, around: Surroundings): Promise<Config> {
  const { checks, validate } = around
  if (!validate(data)) throw await refused(data, around)
  const own = data as Data
  const bases = [own.extends ?? 'drift:recommended'].flat() as string[]
  const layers: Data[] = []
  for (const name of bases) {
    const found = await layer(name, around)
    if (!found) throw await refused(data, around)
    layers.push(found)
  }
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
  const complete = guarding({ ...config, overrides }, all)
  const wrong = [...unmet(complete, all), ...around.pluginMistakes?.(complete, complete.plugins.length - (own.plugins ?? []).length) ?? []]
  if (wrong.length > 0) throw await refused(data, around, wrong)
  return complete
}

/** A local plugin is policy: lists that ask for it hold its file, whatever else a config puts there. */
function guarding(config: Config, known: readonly Check[]): Config {
  const files = config.plugins.flatMap(({ name }) => pluginGlob(name))
  if (files.length === 0) return config
  const more = (checks: Config['checks']) => Object.fromEntries(Object.entries(checks).map(([name, setting]) => {
    const lists = Object.entries((known.find((check) => check.name === name)?.options.json.properties ?? {}) as Record<string, JsonSchema>).filter(([, { plus }]) => plus === 'plugins')
    const longer = lists.map(([key]) => [key, [...new Set([...setting.options[key] as readonly string[], ...files])]])
    return [name, { ...setting, options: { ...setting.options, ...Object.fromEntries(longer) } }]
  }))
  return { ...config, checks: more(config.checks), overrides: config.overrides.map((override) => ({ ...override, checks: more(override.checks) })) }
}

/** Whether `extends` names a vendored pack: a file of the repository. */
export function isPack(name: string): boolean {
  return name.startsWith('.drift/packs/') && !name.includes('..')
}

/** A preset or a pack; undefined where there is none, or one that is wrong. */
async function layer(name: string, { validate, pack, preset }: Surroundings): Promise<Data | undefined> {
  if (Object.hasOwn(presets, name)) return presets[name]
  const own = packageOf(name)
  if (own && !preset) return {}
  const data = isPack(name) ? await pack(name).catch(() => undefined) : own ? (await preset!(name).catch(unlessWrong))?.data : undefined
  return data !== undefined && validate(data) && strangeKeys(data, name).length === 0 ? data as Data : undefined
}

/** Keys that only a config itself may have: a layer with `extends` would be laid over nothing, and a package knows no repository. */
export function strangeKeys(layer: unknown, name: string): readonly string[] {
  return isData(layer) ? ['extends', ...packageOf(name) ? ['id', 'base'] : []].filter((key) => Object.hasOwn(layer, key)) : []
}

// What is wrong in it is told with all other mistakes; that it cannot be had is told at once.
function unlessWrong(error: unknown): undefined {
  if ((error as { readonly exit?: unknown }).exit !== 2) throw error
}

async function refused(...of: Parameters<typeof import('./mistaken.ts').refusal>): Promise<DriftError> {
  return (await import('./mistaken.ts')).refusal(...of)
}
