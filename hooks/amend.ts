// Whether this commit replaces HEAD. git tells no hook; it gives the author away, and on Linux its own command line.
import { readFileSync } from 'node:fs'

/** `yes` where git's command line says so; `maybe` where the author is HEAD's to the second; else `no`. */
export function amends(headAuthor: string | undefined, environment: NodeJS.ProcessEnv, commandLine = parentCommandLine()): 'yes' | 'maybe' | 'no' {
  if (headAuthor === undefined) return 'no'
  if (/\0--amend(\0|$)/.test(commandLine)) return 'yes'
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
