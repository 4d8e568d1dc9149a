// Whether this commit replaces HEAD. git tells no hook; it gives the author away, and on Linux its own command line.
import { readFileSync } from 'node:fs'
import { stagedFiles } from '../git/change.ts'
import { splitCommit } from '../git/trailers.ts'
import type { Work } from '../host/bind.ts'
import type { Report } from '../host/report/report.ts'
import type { Session } from './session.ts'

/** How each kind of commit is judged. */
export interface Judges {
  commit(work: Work): Promise<Report>
  /** A merge of these parents. */
  merge(parents: readonly string[]): Promise<Report>
}

/** Judges a commit that is about to be made; one that replaces HEAD as the whole commit it makes, against HEAD's parent. */
export async function judgedAmending(session: Session, work: Work, { commit: judge, merge }: Judges): Promise<Report> {
  const { amend, parents } = replaces(session)
  if (amend !== 'no' && parents.length > 1) return merge(parents)
  if (amend === 'yes') return judge(await amended(session, work))
  const report = await judge(work)
  // An amend that takes something bad out again looks, against HEAD, like a change of it.
  if (report.verdict !== 'failed' || amend === 'no') return report
  const whole = await judge(await amended(session, work))
  return whole.verdict === 'passed' ? whole : report
}

/** Whether the commit takes HEAD's place, and HEAD's parents. */
export function replaces({ headCommit: before }: Session): { readonly amend: 'yes' | 'maybe' | 'no'; readonly parents: readonly string[] } {
  return { amend: amends(before && authorLine(before), process.env), parents: before ? splitCommit(before).parents : [] }
}

/** The commit as it will be when it takes HEAD's place. Its message, not the active run, says whose it is. */
async function amended({ opened, head }: Session, { run: _, ...work }: Work): Promise<Work> {
  const parent = (await opened.info(`${head}^`))?.oid
  const files = await stagedFiles(parent ?? opened.emptyTree, opened.place.options)
  return { ...work, parents: parent ? [parent] : [], files }
}

/** `yes` where git's command line says so; `maybe` where the author is HEAD's to the second; else `no`. */
export function amends(headAuthor: string | undefined, environment: NodeJS.ProcessEnv, commandLine = parentCommandLine()): 'yes' | 'maybe' | 'no' {
  if (headAuthor === undefined) return 'no'
  if (/\0--amend(\0|$)/.test(commandLine)) return 'yes'
  // git takes a shortened flag as well; an alias shows its own name, and no `commit`.
  if (/\0commit\0/.test(commandLine) && !/\0--am/.test(commandLine)) return 'no'
  const { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email, GIT_AUTHOR_DATE: date } = environment
  const seconds = /^@?(\d+)/.exec(date ?? '')?.[1]
  return name !== undefined && seconds !== undefined && headAuthor.startsWith(`${name} <${email}> ${seconds} `) ? 'maybe' : 'no'
}

/** The `author` line of a commit object. */
export function authorLine(commit: Uint8Array): string | undefined {
  return /^author (.*)$/m.exec(Buffer.from(commit).toString('utf8'))?.[1]
}

function parentCommandLine(): string {
  try {
    return readFileSync(`/proc/${process.ppid}/cmdline`, 'utf8')
  } catch {
    // No /proc: macOS, Windows. Then only the author is asked.
    return ''
  }
}
