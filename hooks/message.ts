// The commit message in git's file: as git will store it, with the trailers of the active run.
import { readFileSync, writeFileSync } from 'node:fs'
import { git } from '../git/exec.ts'
import { addTrailers, cleanMessage, parseMessage, type Cleanup } from '../git/trailers.ts'
import type { Message, Trailer } from '../host/change.ts'
import { DriftError, messageOf } from '../host/error.ts'
import { isLessonsFile } from '../host/lesson-file.ts'
import { overrideKey } from '../host/override.ts'
import { readPlan } from '../host/plan-folder.ts'
import { planValidators } from '../host/policy-in-force.ts'
import { isPlanFile } from '../host/scope.ts'
import { plansNamed, unsquashed } from '../host/squash.ts'
import { unitOf } from '../host/units.ts'
import type { Session } from './session.ts'

/** Reads the message; unless `write` is false, the active run's trailers are added to its file first, and why the glass was broken. */
export async function stamped(path: string, session: Session, write: boolean, why?: string): Promise<Message> {
  const bytes = read(path)
  const text = utf8(bytes)
  const cleanup = await cleanupOf(text, session)
  const message = parseMessage(cleanMessage(text, cleanup))
  const trailers = [...await missing(message, session), ...why === undefined ? [] : [{ key: overrideKey, value: Buffer.from(why).toString('latin1') }]]
  if (trailers.length === 0) return message
  // Bytes, not text: i18n.commitEncoding may be anything, and what is not UTF-8 has to stay as it is.
  const more = addTrailers(bytes, trailers, cleanup)
  if (write) writeFileSync(path, more, 'latin1')
  return parseMessage(cleanMessage(utf8(more), cleanup))
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1')
  } catch (error) {
    throw new DriftError(`the commit message cannot be read: ${messageOf(error)}`, 'Give the file that holds it.')
  }
}

const utf8 = (bytes: string) => Buffer.from(bytes, 'latin1').toString('utf8')

/** The trailers of the active run that the message lacks: none for an empty one, for plan files alone, or where another plan is named. A squash has the plan that all of its commits name. */
async function missing(message: Message, { opened, policy, run, files, doing }: Session): Promise<readonly Trailer[]> {
  const has = (name: string) => message.trailers.some(({ key }) => key.toLowerCase() === name)
  const plansOnly = files.length > 0 && files.every((file) => isPlanFile(file.path, policy.config.plans) || isLessonsFile(file))
  const quoted = doing.squash && !has('plan-id') ? plansNamed(unsquashed(message) ?? message) : []
  if (quoted.length > 0) return quoted.length === 1 ? [{ key: 'Plan-Id', value: quoted[0]! }] : []
  if (!run || has('plan-id') || plansOnly || message.raw.trim() === '') return []
  const named: Trailer = { key: 'Plan-Id', value: run }
  const reading = await readPlan(opened, ':0:', policy.config.plans.dir, run, planValidators)
  const unit = 'plan' in reading && !has('plan-unit') ? unitOf(reading.plan.commit_plan.units, files, policy.config.plans) : undefined
  return unit ? [named, { key: 'Plan-Unit', value: unit.id }] : [named]
}

/**
 * How git will clean the message. Only asked where it can matter: with an editor, or with lines that begin like comments.
 * Without an editor (`-m`, `-F`) git sets GIT_EDITOR to `:` for its hooks, and keeps comments.
 */
async function cleanupOf(text: string, { opened: { place: { options } } }: Session): Promise<Cleanup> {
  const edited = process.env['GIT_EDITOR'] !== ':'
  if (!edited && !/^#/m.test(text)) return { mode: 'whitespace' }
  const { stdout } = await git(['config', '-z', '--get-regexp', '^(commit\\.cleanup|core\\.commentchar|core\\.commentstring)$'], { ...options, accept: [1] })
  const settings = new Map(stdout.toString('utf8').split('\0').filter(Boolean).map((line) => line.split('\n', 2) as [string, string]))
  const mode = settings.get('commit.cleanup')
  const known = mode === 'strip' || mode === 'whitespace' || mode === 'verbatim' || (mode === 'scissors' && edited) ? mode : edited ? 'strip' : 'whitespace'
  const sign = settings.get('core.commentstring') ?? settings.get('core.commentchar')
  // `auto` picks a sign that no line begins with: git tells nobody which; it stands in the last comment block.
  const comment = sign === 'auto' ? /^(.) Please enter the commit message/m.exec(text)?.[1] ?? '#' : sign
  return { mode: known, ...(comment ? { comment } : {}) }
}
