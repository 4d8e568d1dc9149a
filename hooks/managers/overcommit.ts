// overcommit (https://github.com/sds/overcommit): it signs its configuration, so a person puts drift into it. Others that write
// git's hooks and read no file again (yorkie, ghooks …) are hooks like any: drift keeps them and runs them first.
import { hookEvents, managedFile } from '../program.ts'
import type { Manager } from './shape.ts'

const types = { 'pre-commit': 'PreCommit', 'commit-msg': 'CommitMsg', 'pre-push': 'PrePush' } as const

// Its command has to be a file that git tracks: overcommit signs it.
const lines = hookEvents.map((event) => `  ${types[event]}:\n    Drift: { enabled: true, command: ['./${managedFile}', '${event}'] }`).join('\n')

export const overcommit: Manager = {
  name: 'overcommit',
  files: ['.overcommit.yml'],
  byHand: { add: `\n${lines}\nthen: overcommit --sign`, seen: `./${managedFile}` },
  owns: (hook) => hook.includes('OVERCOMMIT_DISABLE'),
  install: ['overcommit', '--install'],
}
