// A configuration as its manager reads it.
import { isJson, parseJson } from '../../host/config/parse.ts'
import { isObject, type Data } from './shape.ts'

// Aliases of YAML make a few lines unfold to billions of values.
const most = 50_000

/** What a configuration says; an empty one says nothing. Undefined where it cannot be read, or holds more than anybody writes. */
export async function readData(text: string, file: string): Promise<Data | undefined> {
  if (text.split(/\r?\n/).every((line) => /^\s*(#.*)?$/.test(line))) return {}
  try {
    const data = isJson(text, file) ? await parseJson(text, file) : (await import('../../host/config/yaml.ts')).loadYaml(file, text)
    return isObject(data) && count(data) <= most ? data : undefined
  } catch {
    // Its owner's to mend: a person is told what to add.
    return undefined
  }
}

function count(value: unknown, already = 0): number {
  if (typeof value !== 'object' || value === null || already > most) return already + 1
  return Object.values(value).reduce<number>((sum, below) => count(below, sum), already + 1)
}
