// What a schema cannot say of a config: its globs are of the closed grammar, its lanes bound something and have names of
// their own.
import { checkGlob } from '../globs.ts'
import type { Mistake } from '../mistakes.ts'
import type { Check } from '../plugin.ts'
import { plansSchema } from '../policy.ts'
import { globsIn } from '../schema.ts'
import { pointerPart } from './parse.ts'

/** An object of unknown keys. */
export type Data = Readonly<Record<string, any>>

/** Whether a value is an object with keys, and no list. */
export function isData(value: unknown): value is Data {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * Everything of that kind that is wrong with a config: as a file holds it, whatever else is wrong there, or as it was
 * resolved (a setting is a list there, and an object here).
 */
export function* unmet(data: unknown, known: readonly Check[]): Generator<Mistake> {
  if (!isData(data)) return
  yield* badGlobs(globsOf(data, known))
  if (isData(data['plans'])) yield* laneMistakes(data['plans']['lanes'])
}

interface Placed {
  readonly pointer: string
  readonly glob: string
}

/** Those globs that no matcher may see. */
export function* badGlobs(globs: Iterable<Placed>): Generator<Mistake> {
  for (const { pointer, glob } of globs) {
    const wrong = checkGlob(glob)
    if (wrong) yield { pointer, said: `expected a glob, found ${JSON.stringify(glob)}: ${wrong}` }
  }
}

function* globsOf({ plans, checks, overrides }: Data, known: readonly Check[]): Generator<Placed> {
  yield* globsIn(plansSchema.json, plans, '/plans')
  yield* globsOfSettings(checks, known, '')
  for (const [i, override] of listed(overrides).entries()) {
    if (!isData(override)) continue
    for (const [k, glob] of listed(override['paths']).entries()) if (typeof glob === 'string') yield { pointer: `/overrides/${i}/paths/${k}`, glob }
    yield* globsOfSettings(override['checks'], known, `/overrides/${i}`)
  }
}

function* globsOfSettings(settings: unknown, known: readonly Check[], pointer: string): Generator<Placed> {
  if (!isData(settings)) return
  for (const { name, options } of known) {
    if (!Object.hasOwn(settings, name)) continue
    const setting: unknown = settings[name]
    const given: unknown = Array.isArray(setting) ? setting[1] : isData(setting) ? setting['options'] : undefined
    // A hook reads this each time: what is a check's own default was looked at by the tests.
    const defaults = (options.json['properties'] ?? {}) as Readonly<Record<string, { readonly default?: unknown }>>
    const own = isData(given) ? Object.fromEntries(Object.entries(given).filter(([key, value]) => value !== defaults[key]?.default)) : given
    yield* globsIn(options.json, own, `${pointer}/checks/${pointerPart(name)}/1`)
  }
}

function* laneMistakes(lanes: unknown): Generator<Mistake> {
  const names = new Map<string, string>()
  for (const [i, lane] of listed(lanes).entries()) {
    if (!isData(lane)) continue
    const pointer = `/plans/lanes/${i}`
    const { name } = lane
    // Whose pull request it is is not asked in a queue or on the target: `actors` alone would take everybody's there.
    if (!['paths', 'maxFiles', 'maxLines'].some((key) => key in lane)) yield { pointer, said: `expected paths, maxFiles or maxLines, found none of them: the lane would take nearly every change` }
    if (typeof name !== 'string') continue
    const first = names.get(name)
    // What a lane was charged is kept by its name.
    if (first !== undefined) yield { pointer: `${pointer}/name`, said: `expected a name of its own, found ${JSON.stringify(name)}, which ${first} has` }
    else names.set(name, pointer)
  }
}

function listed(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
