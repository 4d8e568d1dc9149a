// What only a person may do: refused to agents, asked at a terminal, signed with a name.
import { gitLine } from '../git/exec.ts'
import { agentIn } from '../host/agents.ts'
import type { World } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { visible } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'
import { agree } from './ask.ts'

/** An act of a person: "approving", and the command that does it. */
export interface Act {
  readonly name: string
  readonly command: string
}

/** Throws DriftError (exit 1) where the environment is an agent's. */
export function onlyForPeople({ name, command }: Act, { environment }: World): void {
  const agent = agentIn(environment)
  if (agent) throw new DriftError(`${name} is for people, and this environment belongs to ${agent}`, `Let a person run, in a terminal of their own: ${command}`, 1)
}

/** Shows what it is about and asks. Without a terminal nobody can be asked: DriftError (exit 1). */
export async function agreed(rows: readonly string[], question: string, act: Act, world: World): Promise<boolean> {
  // A file name with a line break in it must not look like a row of its own.
  return await firstNo(rows.map((row) => row.replaceAll('\n', '\\n')), [question], act, world) === undefined
}

/** The same for several questions, up to the first that is not answered with yes: that one; undefined where all were. */
export async function firstNo(lines: readonly string[], questions: readonly string[], { name, command }: Act, { terminal, stderr }: World): Promise<string | undefined> {
  if (!terminal) throw new DriftError(`${name} needs a person at a terminal`, `Run it in a terminal, or, if you are a person with a script: ${command} --yes`, 1)
  stderr(`${lines.map(visible).join('\n')}\n`)
  for (const question of questions) if (!await agree(question, false)) return question
  return undefined
}

/** Who acts, as git's config says. DriftError (exit 1) where it says nothing. */
export async function identity({ place: { options } }: Opened): Promise<{ name: string; email: string }> {
  const line = await gitLine(['var', 'GIT_COMMITTER_IDENT'], options).catch(() => '')
  const match = /^(.+) <(.+)> \d+ /.exec(line)
  if (!match) throw new DriftError('git does not know who you are', 'git config user.name "Your Name" && git config user.email you@example.com', 1)
  return { name: match[1]!, email: match[2]! }
}
