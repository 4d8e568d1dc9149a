// What is told of a config or plan file that is wrong: every mistake at once, with file and line. Loaded only then: no hook
// that passes pays for it.
import { DriftError, messageOf } from '../error.ts'
import * as telling from '../generated/telling.cjs'
import { lineOf, misfits, type Mistake, type Validator } from '../mistakes.ts'
import { planFiles } from '../plan.ts'
import { globsIn } from '../schema.ts'
import { nearest, oneLine } from '../text.ts'
import { badGlobs, isData, unmet } from './demands.ts'
import { jsonLines, linesOf } from './lines.ts'
import { deepest, pointerPart, type Tangle } from './parse.ts'
import { packageOf } from './places.ts'
import { presets } from './presets.ts'
import { isPack, strangeKeys, type Surroundings } from './resolve.ts'
import { configSchema } from './schema.ts'

/** A file with what is wrong in it. `below` is where in it the data stand, as a JSON pointer. */
interface Source {
  readonly file: string
  readonly text: string | undefined
  readonly below?: string
  readonly wrong: readonly Mistake[]
}

/** Lines to tell, `file:line: /pointer: expected …, found …`, in the order of the file. */
export async function told({ file, text, below = '', wrong }: Source): Promise<string[]> {
  // A key that is missing has no line; what it is missing from has.
  const ways = wrong.map(({ pointer, key }) => upwards(below + pointer + (key === undefined ? '' : `/${pointerPart(key)}`)))
  const lines = text === undefined || wrong.length === 0 ? new Map<string, number>() : await linesOf(text, file, ways.flat())
  const all = wrong.map((mistake, i) => {
    const line = lines.get(ways[i]!.find((pointer) => lines.has(pointer)) ?? '')
    return { line, said: `${placed(file, line)}: ${lineOf({ ...mistake, pointer: below + mistake.pointer })}` }
  })
  return [...new Set(all.sort((a, b) => (a.line ?? 0) - (b.line ?? 0)).map(({ said }) => said))]
}

/** A pointer and all above it, down to the root's. */
function upwards(pointer: string): string[] {
  return pointer === '' ? [''] : [pointer, ...upwards(pointer.slice(0, pointer.lastIndexOf('/')))]
}

function placed(file: string, line: number | undefined): string {
  return oneLine(line === undefined ? file : `${file}:${line}`)
}

/** All that is wrong with a config and the packs that it extends, as one error (exit 2). `more` was found in what they come to. */
export async function refusal(data: unknown, around: Surroundings, more: readonly Mistake[] = []): Promise<DriftError> {
  const { file, below = '' } = around
  const own = [...mistakesIn(data, around)]
  const packs: Source[] = []
  const lines: string[] = []
  const named: readonly unknown[] = isData(data) ? [data['extends'] ?? []].flat() : []
  for (const [i, name] of named.entries()) {
    if (typeof name !== 'string' || name === '' || Object.hasOwn(presets, name)) continue
    const pointer = Array.isArray((data as { extends: unknown }).extends) ? `/extends/${i}` : '/extends'
    const ofPackage = packageOf(name)
    if (!isPack(name) && !ofPackage) own.push({ pointer, said: strangePreset(name) })
    else {
      try {
        const pack = ofPackage ? await around.preset?.(name) : { file: name, data: await around.pack(name), text: await around.text?.(name) }
        if (pack && pack.data === undefined) own.push({ pointer, said: `expected a file ${name}, found none` })
        else if (pack) packs.push({ ...pack, wrong: [...mistakesIn(pack.data, around), ...strangeKeys(pack.data, name).map((key) => ({ pointer: `/${key}`, said: `expected no "${key}" in what other configs extend: it is the config's own` }))] })
      } catch (error) {
        if (!(error instanceof DriftError) || error.exit !== 2) throw error
        lines.push(error.message)
      }
    }
  }
  // What a file says has been told of that file.
  const rest = more.filter(({ said }) => ![own, ...packs.map(({ wrong }) => wrong)].flat().some((mistake) => mistake.said === said))
  const sources = [{ file, text: await around.text?.(file), below, wrong: [...own, ...rest] }, ...packs].filter(({ wrong }) => wrong.length > 0)
  const all = [...(await Promise.all(sources.map(told))).flat(), ...lines]
  const files = [...new Set([...sources.map((source) => source.file), ...lines.length > 0 || sources.length === 0 ? [file] : []])]
  const unknown = sources.some(({ wrong }) => wrong.some(({ key, said }) => key !== undefined && !said.includes('did you mean')))
  return new DriftError(all.join('\n') || `${file} is no config of drift`, `Mend ${files.map(oneLine).join(' and ')}; every key is explained in .driftrc.example and by: drift config --help${unknown ? '. If a newer drift wrote it, use that one: npm i -D git-drift@latest' : ''}`)
}

/** What the schema says, then what it cannot say; a value that is told already is not told twice. */
function* mistakesIn(data: unknown, { checks, pluginChecks = [] }: Surroundings): Generator<Mistake> {
  const known = misfits(telling.config, data, configSchema(checks))
  yield* known
  for (const mistake of unmet(data, [...checks, ...pluginChecks])) if (!known.some(({ pointer }) => pointer === mistake.pointer)) yield mistake
}

function strangePreset(name: string): string {
  const near = nearest(name, Object.keys(presets))
  return `expected the name of a preset or pack, found "${name.length > 200 ? `${name.slice(0, 197)}...` : name}"${near ? ` (did you mean "${near}"?)` : ''}: use one of ${Object.keys(presets).join(', ')}, a pack below .drift/packs/, or a package`
}

const ofPlans: Readonly<Record<keyof typeof planFiles, Validator>> = { 'intent.json': telling.intent, 'test_contract.json': telling.test_contract, 'commit_plan.json': telling.commit_plan }

/** What is wrong with one file of a plan, a line each; `id` is what it must be called. */
export async function planMistakes(name: keyof typeof planFiles, text: string, data: unknown, id: string): Promise<string[]> {
  const { json: schema } = planFiles[name]
  const version = isData(data) ? data['format_version'] : undefined
  // Whatever else this one finds strange in it may be right there.
  if (typeof version === 'number' && version > 1) return told({ file: name, text, wrong: [{ pointer: '/format_version', said: `expected 1, found ${version}: a newer drift wrote this plan, so use that one (npm i -D git-drift@latest)` }] })
  const wrong: Mistake[] = [...misfits(ofPlans[name], data, schema)]
  for (const mistake of badGlobs(globsIn(schema, data))) if (!wrong.some(({ pointer }) => pointer === mistake.pointer)) wrong.push(mistake)
  const said = isData(data) ? data['id'] : undefined
  if (name === 'intent.json' && typeof said === 'string' && said !== id && !wrong.some(({ pointer }) => pointer === '/id')) wrong.push({ pointer: '/id', said: `expected "${id}" as the folder is called, found "${said}"` })
  return told({ file: name, text, wrong })
}

/** Advice on a plan (`file: /pointer: …`), each with the line in its file. */
export async function placedAdvice(advice: readonly string[], text: (file: string) => string): Promise<string[]> {
  return (await Promise.all(advice.map((line) => {
    const [, file = '', pointer = '', said = ''] = /^([^:]+): (\/[^:]*): (.*)$/s.exec(line) ?? []
    return file === '' ? [line] : told({ file, text: text(file), wrong: [{ pointer, said }] })
  }))).flat()
}

/** The error for a text that is no JSON, with the parser's words. */
export function notJson(text: string, file: string, error: unknown): DriftError {
  return notParsed(`${placed(file, jsonLines(text).broken)}: is not JSON: ${messageOf(error).replace(/\s*\n\s*/g, ' ')}`, file)
}

/** The error for a text that is no YAML, with the parser's words, which begin with the file and end with a picture. */
export function notYaml(file: string, error: unknown): DriftError {
  const { mark } = error as { readonly mark?: { readonly line?: number } }
  const [said = ''] = messageOf(error).replace(/^YAML Error in [^\n]*:\n/, '').split('\n')
  return notParsed(`${placed(file, mark?.line === undefined ? undefined : mark.line + 1)}: is not YAML: ${oneLine(said)}`, file)
}

function notParsed(message: string, file: string): DriftError {
  return new DriftError(message, `Mend the syntax of ${oneLine(file)}.`)
}

/** The error for a key that stands twice in one object. */
export function keyTwice(text: string, file: string, { key, at }: { readonly key: string; readonly at: number }): DriftError {
  return new DriftError(`${placed(file, text.slice(0, at).split('\n').length)}: has the key ${oneLine(key)} twice in one object`, `Keep one of them in ${oneLine(file)}.`)
}

/** The error for data that are no plain tree. */
export async function tangled(text: string, file: string, { pointer, why }: Tangle): Promise<DriftError> {
  const [line] = await told({ file, text, wrong: [why === 'deep'
    ? { pointer: pointer.split('/').slice(0, 4).join('/'), said: `expected at most ${deepest} levels, found more` }
    : { pointer, said: 'expected a value of its own, found a YAML alias (*name)' }] })
  return new DriftError(line!, why === 'deep' ? `Take the nesting out of ${oneLine(file)}.` : 'Write the value out where it is used.')
}
