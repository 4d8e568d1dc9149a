// Text of a config or plan file → plain data. JSON is parsed at once; YAML lives in a file of its own, loaded when met.
import { DriftError, messageOf } from '../error.ts'

/** Files a config may stand in, at the worktree's root; `package.json` only with a `drift` key. */
export const configFiles = ['.driftrc', '.driftrc.json', '.driftrc.yaml', '.driftrc.yml', 'package.json'] as const

/** Config text → data. `.driftrc` may be JSON or YAML. Throws DriftError (exit 2) with the parser's words. */
export async function parseData(text: string, file: string): Promise<unknown> {
  const json = /\.json$/.test(file) || (!/\.ya?ml$/.test(file) && /^\s*\{/.test(text))
  return json ? parseJson(text, file) : parseYaml(text, file)
}

/** Strict JSON: a key that stands twice in one object is refused, since readers would see one and drift the other. */
export function parseJson(text: string, file: string, exit: 2 | 3 = 2): unknown {
  const plain = text.replace(/^\ufeff/, '')
  const data = parsedBy(() => JSON.parse(plain), file, 'JSON', exit)
  const twice = doubledKey(plain)
  if (twice !== undefined) throw new DriftError(`${file} has the key ${twice} twice in one object`, `Keep one of them in ${file}.`, exit)
  return checked(data, file, exit)
}

async function parseYaml(text: string, file: string): Promise<unknown> {
  const { loadYaml } = await import('./yaml.ts')
  return checked(parsedBy(() => loadYaml(file, text), file, 'YAML', 2), file, 2)
}

function parsedBy(parse: () => unknown, file: string, format: string, exit: 2 | 3): unknown {
  try {
    return parse()
  } catch (error) {
    throw new DriftError(`${file} is not ${format}: ${messageOf(error).replace(/\s*\n\s*/g, ' ')}`, `Mend the syntax of ${file}.`, exit)
  }
}

/** The first key of well-formed JSON that stands twice in one object. */
function doubledKey(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = []
  let last = ''
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g)) {
    const keys = open.at(-1)
    if (token === '{') open.push(new Set())
    else if (token === '[') open.push(undefined)
    else if (token === '}' || token === ']') open.pop()
    else if (token[0] === '"' && keys && (last === '{' || last === ',')) {
      const key = JSON.parse(token) as string
      if (keys.has(key)) return token
      keys.add(key)
    }
    last = token
  }
  return undefined
}

const deepest = 64

// YAML aliases make one object stand in many places; nested, a few lines unfold to billions. And what is nested without
// end overflows whatever walks it later.
function checked(data: unknown, file: string, exit: 2 | 3): unknown {
  const seen = new Set<object>()
  const walk = (value: unknown, depth: number): void => {
    if (typeof value !== 'object' || value === null) return
    if (depth > deepest) throw new DriftError(`${file} is nested deeper than ${deepest}`, `Take the nesting out of ${file}.`, exit)
    if (seen.has(value)) throw new DriftError(`${file} uses a YAML alias (*name)`, 'Write the value out where it is used.', exit)
    seen.add(value)
    for (const below of Object.values(value)) walk(below, depth + 1)
  }
  walk(data, 0)
  return data
}
