// Text of a config or plan file → plain data. JSON is parsed at once; YAML lives in a file of its own, loaded when met.
import { DriftError, messageOf } from '../error.ts'

/** Files a config may stand in, at the worktree's root; `package.json` only with a `drift` key. */
export const configFiles = ['.driftrc', '.driftrc.json', '.driftrc.yaml', '.driftrc.yml', 'package.json'] as const

/** Config text → data. `.driftrc` may be JSON or YAML. Throws DriftError (exit 2) with the parser's words. */
export async function parseData(text: string, file: string): Promise<unknown> {
  const json = /\.json$/.test(file) || (!/\.ya?ml$/.test(file) && /^\s*\{/.test(text))
  const data = json ? parseJson(text, file) : await parseYaml(text, file)
  refuseShared(data, file)
  return data
}

/** Strict JSON: a key that stands twice in one object is refused, since readers would see one and drift the other. */
export function parseJson(text: string, file: string, exit: 2 | 3 = 2): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''))
  } catch (error) {
    throw new DriftError(`${file} is not JSON: ${messageOf(error).replace(/\s*\n\s*/g, ' ')}`, `Mend the syntax of ${file}.`, exit)
  }
}

async function parseYaml(text: string, file: string): Promise<unknown> {
  const { loadYaml } = await import('./yaml.ts')
  try {
    return loadYaml(file, text)
  } catch (error) {
    throw new DriftError(`${file} is not YAML: ${messageOf(error).replace(/\s*\n\s*/g, ' ')}`, `Mend the syntax of ${file}.`)
  }
}

// YAML aliases make one object stand in many places; nested, a few lines unfold to billions.
function refuseShared(data: unknown, file: string): void {
  const seen = new Set<object>()
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if (seen.has(value)) throw new DriftError(`${file} uses a YAML alias (*name)`, 'Write the value out where it is used.')
    seen.add(value)
    Object.values(value).forEach(walk)
  }
  walk(data)
}
