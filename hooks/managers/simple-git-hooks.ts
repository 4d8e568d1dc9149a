// simple-git-hooks: one line of sh a hook, which it copies into git's hooks folder when it is run.
import { hookEvents } from '../program.ts'
import { addMember, dropMember, wrapString } from './json.ts'
import { isObject, type Data, type Manager } from './shape.ts'

/**
 * What stands before the line of others. The copy in git's folder serves every branch: one on which drift is not leaves the
 * work to the rest. `.` and not `sh`, so that the rest is told what is pushed as well.
 */
const line = 'if [ -f .drift/hook.sh ] || git cat-file -e :.drift/hook.sh 2>/dev/null; then . ./.drift/hook.sh; fi'
const before = `${line}; `

/** Below which keys the lines stand. */
const pathIn = (file: string): readonly string[] => (file === 'package.json' ? ['simple-git-hooks'] : [])

function linesOf(text: string, file: string): Data | undefined {
  try {
    const data: unknown = pathIn(file).reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), JSON.parse(text))
    return isObject(data) ? data : undefined
  } catch {
    // Not JSON: its owner's to mend.
    return undefined
  }
}

export const simpleGitHooks: Manager = {
  name: 'simple-git-hooks',
  // In the order in which it looks (2.14).
  files: [...['.simple-git-hooks', 'simple-git-hooks'].flatMap((name) => ['cjs', 'js', 'mjs'].map((kind) => `${name}.${kind}`)), '.simple-git-hooks.json', 'simple-git-hooks.json', 'package.json'],
  uses: (text, file) => file !== 'package.json' || /"simple-git-hooks"\s*:\s*["{]/.test(text),

  async join(text, file) {
    const lines = linesOf(text, file)
    if (!lines || Object.keys(lines).length === 0) return { text: undefined }
    let after: string | undefined = text
    for (const event of hookEvents) {
      const now = lines[event]
      if (now === undefined) after = addMember(after, pathIn(file), event, JSON.stringify(line))
      else if (typeof now !== 'string') return { text: undefined }
      else if (now !== line && !now.startsWith(before)) after = wrapString(after, [...pathIn(file), event], before, '')
      if (after === undefined) return { text: undefined }
    }
    return { text: after }
  },

  leave(text, file) {
    if (linesOf(text, file) === undefined) return text
    const dropped = hookEvents.reduce((rest, event) => (linesOf(rest, file)?.[event] === line ? dropMember(rest, [...pathIn(file), event]) : rest), text)
    return dropped.replaceAll(`"${before}`, '"')
  },

  byHand: { add: `before what stands for each of ${hookEvents.join(', ')}: ${before}`, seen: '. ./.drift/hook.sh' },
  owns: (hook) => hook.includes('SKIP_SIMPLE_GIT_HOOKS'),
  copies(hook) {
    if (hook.includes(before)) return hook.replace(before, '')
    return hook.endsWith(line) ? undefined : hook
  },
  install: ['simple-git-hooks'],
}
