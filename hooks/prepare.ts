// In a Node project a clone has no hooks in its git directory until somebody runs init: the script `prepare`, which npm, pnpm,
// yarn 1 and bun run after an install, does that.
import { addMember, dropMember, wrapString } from './managers/json.ts'
import { isObject } from './managers/shape.ts'

// Where git-drift was not installed (npm ci --omit=dev) there is no such program, and that must not fail an install. `exit 0`
// is the same in cmd and in sh, which `true` is not.
const alone = 'git-drift init --hooks || exit 0'
const joined = ` && (${alone})`
const escaped = JSON.stringify(joined).slice(1, -1)

/** A package.json that names git-drift, with the step in its script `prepare`; undefined where it has it, or is not to have it. */
export function withPrepare(text: string): string | undefined {
  const data = read(text)
  if (!data || !['dependencies', 'devDependencies'].some((group) => isObject(data[group]) && 'git-drift' in data[group])) return undefined
  const { scripts } = data
  if (scripts === undefined) return addMember(text, [], 'scripts', { prepare: JSON.stringify(alone) })
  if (!isObject(scripts) || Object.keys(scripts).length === 0) return undefined
  const now = scripts['prepare']
  if (now === undefined) return addMember(text, ['scripts'], 'prepare', JSON.stringify(alone))
  return typeof now !== 'string' || now.trim() === '' || /(git-drift|drift) init/.test(now) ? undefined : wrapString(text, ['scripts', 'prepare'], '', joined)
}

/** The same without the step. */
export function withoutPrepare(text: string): string {
  const scripts = read(text)?.['scripts']
  if (!isObject(scripts)) return text
  const now = scripts['prepare']
  if (now === alone) return dropMember(text, Object.keys(scripts).length === 1 ? ['scripts'] : ['scripts', 'prepare'])
  return typeof now === 'string' && now.includes(joined) ? text.replace(escaped, '') : text
}

function read(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const data: unknown = JSON.parse(text)
    return isObject(data) ? data : undefined
  } catch {
    // Not JSON: its owner's to mend.
    return undefined
  }
}
