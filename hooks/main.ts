// Every hook of git: arguments and standard input in, findings on stderr and an exit code out.
import { readFileSync } from 'node:fs'
import { DriftError, messageOf } from '../host/error.ts'
import { exitCode } from '../host/finding.ts'
import type { Report } from '../host/report/report.ts'
import { text } from '../host/report/text.ts'
import { inert, nearest, visible } from '../host/text.ts'
import { asCalled } from './called.ts'
import { commitMsg } from './commit-msg.ts'
import { prePush } from './pre-push.ts'
import type { HookWorld } from './session.ts'
import { preCommitSteps } from './steps.ts'

const hooks: Readonly<Record<string, (world: HookWorld, args: readonly string[]) => Promise<Report>>> = {
  'commit-msg': (world, [file]) => commitMsg(world, file),
  'pre-commit': (world) => preCommitSteps(world),
  'pre-push': (world, [remote, url]) => prePush(world, readFileSync(0, 'utf8'), remote, url),
}

/** Runs `drift hook <name> [args…]`. Never throws; says what is wrong in two lines and gives the exit code. */
export async function runHook([name = '', ...args]: readonly string[], world: HookWorld, tell: (text: string) => void, colour: boolean): Promise<number> {
  const say = (said: string) => tell(asCalled(said, process.env['PATH']))
  try {
    if (!Object.hasOwn(hooks, name)) {
      const near = nearest(name, Object.keys(hooks))
      throw new DriftError(`drift has no hook "${name}"${near ? ` (did you mean ${near}?)` : ''}`, `Use one of: ${Object.keys(hooks).join(', ')}`)
    }
    const report = await hooks[name]!(world, args)
    say(text(report, { colour, quiet: true }))
    return exitCode(report.verdict)
  } catch (error) {
    say(complaint(error))
    return error instanceof DriftError ? error.exit : 3
  }
}

const notWritable = 'Let this user write there, then try again.'
const full = 'Make room there, then try again.'
const ofTheSystem: Readonly<Record<string, string | undefined>> = { EACCES: notWritable, EPERM: notWritable, EROFS: notWritable, ENOSPC: full, EDQUOT: full }

/** What is told of an error: what is wrong, and what to do. */
export function complaint(error: unknown): string {
  const lines = visible(messageOf(error)).split('\n').map((line) => `drift: ${line}`)
  const fix = error instanceof DriftError ? error.fix : ofTheSystem[(error as NodeJS.ErrnoException | undefined)?.code ?? ''] ?? 'This is a bug of drift: please report it with the command that you ran.'
  const detail = error instanceof DriftError && error.detail ? `${visible(error.detail)}\n` : ''
  return inert(`${detail}${lines.join('\n')}\n  fix: ${visible(fix)}\n`)
}
