// The hook bundle: what git starts. It holds what a decision needs, and nothing of the command line.
import { isatty } from 'node:tty'
import { checks } from '../checks/index.ts'
import type { MuteGit } from '../git/start.ts'
import { runHook } from '../hooks/main.ts'
import { patient, endWith, here } from './cli-end.ts'
import { runJob } from './cli-run.ts'
import { teller } from './cli-tell.ts'
import { inAscii, showsUnicode } from './text.ts'

// process.stderr is dear to make: only what has something to say asks for it.
const colour = isatty(2) && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'
let stderr: NodeJS.WriteStream | undefined
const say = (text: string) => {
  if (text === '') return
  stderr ??= patient(process.stderr)
  stderr.write(stderr.isTTY && !showsUnicode(process.env) ? inAscii(text) : text)
}

/** Judges what git is about to do; `staged` is the comparison of the index with HEAD, if it runs already. */
export function judge(staged?: MuteGit): void {
  endWith(runHook(process.argv.slice(3), { cwd: here(), staged, checks, run: runJob, tell: teller(say) }, say, colour), () => (stderr?.writableLength ?? 0) === 0)
}
