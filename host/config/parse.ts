// Text of a config or plan file → plain data. JSON is parsed at once; YAML, and what tells a mistake by its line, live in
// files of their own, loaded when met.
export { configFiles } from './places.ts'

/** Whether a file is read as JSON. `.driftrc` may be JSON or YAML. */
export function isJson(text: string, file: string): boolean {
  return /\.json$/.test(file) || (!/\.ya?ml$/.test(file) && /^\s*\{/.test(text))
}

/** Config text → data. Throws DriftError (exit 2) with the parser's words. */
export async function parseData(text: string, file: string): Promise<unknown> {
  return isJson(text, file) ? parseJson(text, file) : parseYaml(text, file)
}

/** Strict JSON: a key that stands twice in one object is refused, since readers would see one and drift the other. */
export async function parseJson(text: string, file: string): Promise<unknown> {
  const plain = text.replace(/^\ufeff/, '')
  let data: unknown
  try {
    data = JSON.parse(plain)
  } catch (error) {
    throw (await words()).notJson(text, file, error)
  }
  const twice = doubledKey(plain)
  if (twice) throw (await words()).keyTwice(plain, file, twice)
  return plainTree(data, text, file)
}

async function parseYaml(text: string, file: string): Promise<unknown> {
  const { loadYaml } = await import('./yaml.ts')
  let data: unknown
  try {
    data = loadYaml(file, text)
  } catch (error) {
    throw (await words()).notYaml(file, error)
  }
  return plainTree(data, text, file)
}

const words = () => import('./mistaken.ts')

/** The first key of well-formed JSON that stands twice in one object, as it is written, and where the second one begins. */
function doubledKey(json: string): { readonly key: string; readonly at: number } | undefined {
  const open: (Set<string> | undefined)[] = []
  let last = ''
  const sign = /["{}[\],:]/g
  for (let found = sign.exec(json); found; found = sign.exec(json)) {
    const at = found.index
    const token = found[0] === '"' ? json.slice(at, endOfString(json, at)) : found[0]
    sign.lastIndex = at + token.length
    const keys = open.at(-1)
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (token[0] === '"' && keys && (last === '{' || last === ',')) {
      const key = JSON.parse(token) as string
      if (keys.has(key)) return { key: token, at }
      keys.add(key)
    }
    last = token
  }
  return undefined
}

/** Where a string ends that begins at `at`: not by a regular expression, which a text of megabytes overflows (node 20 to 24). */
export function endOfString(json: string, at: number): number {
  for (let end = json.indexOf('"', at + 1); end >= 0; end = json.indexOf('"', end + 1)) {
    let slashes = 0
    while (json[end - 1 - slashes] === '\\') slashes++
    if (slashes % 2 === 0) return end + 1
  }
  return json.length
}

/** Levels that data may have. */
export const deepest = 64

/** What keeps data from being a plain tree: where, and why. */
export interface Tangle {
  readonly pointer: string
  readonly why: 'deep' | 'alias'
}

// YAML aliases make one object stand in many places; nested, a few lines unfold to billions. And what is nested without
// end overflows whatever walks it later.
async function plainTree(data: unknown, text: string, file: string): Promise<unknown> {
  const seen = new Set<object>()
  const walk = (value: unknown, depth: number): Tangle | undefined => {
    if (typeof value !== 'object' || value === null) return undefined
    if (depth > deepest) return { pointer: '', why: 'deep' }
    if (seen.has(value)) return { pointer: '', why: 'alias' }
    seen.add(value)
    for (const [key, below] of Object.entries(value)) {
      const found = walk(below, depth + 1)
      if (found) return { ...found, pointer: `/${pointerPart(key)}${found.pointer}` }
    }
    return undefined
  }
  const found = walk(data, 0)
  if (found) throw await (await words()).tangled(text, file, found)
  return data
}

/** A key as a part of a JSON pointer. */
export function pointerPart(key: string): string {
  return key.replaceAll('~', '~0').replaceAll('/', '~1')
}
