// lefthook (https://lefthook.dev): its configuration may extend others, so drift's jobs stand in a file of their own.
import { isDeepStrictEqual } from 'node:util'
import { cutBlock, sealBlock } from '../marks.ts'
import { withBlocks } from './blocks.ts'
import { readData } from './data.ts'
import { addElement, addMember, dropElement, dropMember } from './json.ts'
import type { Data, Manager } from './shape.ts'

/** drift's jobs. */
export const lefthookFile = '.drift/lefthook.yml'
const json = JSON.stringify(lefthookFile)

// Scars, seen with lefthook 1.13 and 2.2. `jobs` and not `commands`: 1.5 skips commands where a commit only deletes; and 1.10,
// the first that knows jobs, has to be demanded, since an older one does nothing and says nothing. `{files}`: a push is skipped
// where the branch that is checked out has no file that its upstream lacks, whatever is pushed, unless the line itself is
// given a file; the configuration is one that is always there. commit-msg is never skipped.
const jobs = (file: string, minimum: boolean) => `# Written by git-drift init; git-drift uninstall takes it away.
${minimum ? 'min_version: 1.10.0\n' : ''}pre-commit:
  jobs:
    - name: drift
      run: sh .drift/hook.sh pre-commit
commit-msg:
  jobs:
    - name: drift
      run: sh .drift/hook.sh commit-msg "{1}"
pre-push:
  jobs:
    - name: drift
      files: echo ${file}
      use_stdin: true
      run: sh .drift/hook.sh pre-push "{1}" "{2}" {files}
`

const extending = (was: Data): Data => ({ ...was, extends: [lefthookFile, ...listOf(was['extends'])] })
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [])

/** Whether the configuration demands a lefthook that knows jobs by itself: what it is extended with would win over that. */
function knowsJobs(version: unknown): boolean {
  const [major = 0, minor = 0] = String(version ?? '').split('.').map(Number)
  return major > 1 || (major === 1 && minor >= 10)
}

async function extended(text: string, file: string): Promise<string | undefined> {
  if (/\.ya?ml$/.test(file)) return withBlocks(text, file, (was) => [was['extends'] === undefined ? { lines: `extends:\n  - ${lefthookFile}\n` } : { under: 'extends', lines: `- ${lefthookFile}\n` }], extending)
  const was = await readData(text, file)
  if (was === undefined || listOf(was['extends']).includes(lefthookFile)) return was && text
  const after = was['extends'] === undefined ? addMember(text, [], 'extends', `[${json}]`) : addElement(text, ['extends'], json)
  return after !== undefined && isDeepStrictEqual(await readData(after, file), extending(was)) ? after : undefined
}

export const lefthook: Manager = {
  name: 'lefthook',
  // The first is read: https://lefthook.dev/configuration, "Config file name".
  files: ['', '.', '.config/'].flatMap((at) => ['yml', 'yaml', 'json', 'jsonc', 'toml'].map((format) => `${at}lefthook.${format}`)),

  async join(text, file) {
    const after = /\.(ya?ml|json)$/.test(file) ? await extended(text, file) : undefined
    const version = after === undefined ? undefined : (await readData(after, file))?.['min_version']
    return { text: after, beside: { [lefthookFile]: `${sealBlock(jobs(file, !knowsJobs(version)))}\n` } }
  },

  leave(text, file) {
    if (/\.ya?ml$/.test(file)) return cutBlock(text, file)
    if (!/\.json$/.test(file) || !text.includes(lefthookFile)) return text
    const rest = dropElement(text, ['extends'], json)
    return /"extends"\s*:\s*\[\s*\]/.test(rest) ? dropMember(rest, ['extends']) : rest
  },

  byHand: { add: `${json} to its list "extends"`, seen: lefthookFile },
  owns: (hook) => /^call_lefthook run /m.test(hook),
  // "Can't find lefthook in PATH", says the hook otherwise, and leaves with 0; with LEFTHOOK=0 it says nothing.
  asks: (hook) => hook.replace(/^call_lefthook run .*$/m, 'call_lefthook version'),
  install: ['lefthook', 'install'],
}
