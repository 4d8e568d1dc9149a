// The first config of a repository: looked for, proposed with reasons, asked about where somebody sits there.
import { randomBytes } from 'node:crypto'
import { gitLine } from '../git/exec.ts'
import type { World } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { visible, wrapped } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'
import { agree, ask } from './ask.ts'
import type { ciNames } from './init-ci.ts'
import { surveyHere } from './survey/here.ts'
import { presetOf, profileFor, profiles, proposalFor, type Profile } from './survey/profile.ts'
import type { Survey } from './survey/survey.ts'
import { toldOf } from './survey/told.ts'

type CiName = (typeof ciNames)[number]

/** What is known already, and what was asked for. */
export interface Wish {
  readonly target: { readonly branch: string; readonly remote: string }
  /** What runs the hooks, in words; empty where git itself does. */
  readonly hooks: string
  readonly profile: Profile | undefined
  readonly ci: readonly CiName[]
  /** Whether the package is installed here, with its schema. */
  readonly schema: boolean
  /** Whether somebody is to be asked. */
  readonly asks: boolean
}

/** The text of the first config, and the CI systems to write a file for. */
export interface First {
  readonly config: string
  readonly ci: readonly CiName[]
  /** Whether gates have to be proven in CI: `drift:strict` asks for that. */
  readonly provesInCi: boolean
}

/** Looks, says what it found and why it proposes what, and asks at most two questions. DriftError (exit 1) where the answer is none. */
export async function firstLook(opened: Opened, { target, hooks, profile, ci, schema, asks }: Wish, { stderr, checks }: World): Promise<First> {
  const survey = await surveyHere(opened, checks)
  const remotes = await gitLine(['remote'], opened.place.options)
  const say = (lines: readonly string[]) => { for (const line of lines) stderr(`${visible(line)}\n`) }
  say(['drift looked at this repository:', ...toldOf(survey, { target: remotes === '' ? target.branch : `${target.branch} of ${target.remote}`, hooks })])
  const chosen = profile ?? (asks ? await chosenProfile(profileFor(survey)) : profileFor(survey))
  const { config, because } = proposalFor(chosen, survey)
  say(['and proposes:', ...because.flatMap((line) => wrapped(`  ${line}`, 4))])
  const more = ci.length > 0 ? ci : await wantedCi(survey, asks, say)
  const { extends: preset, ...rest } = config
  return {
    ci: more, provesInCi: chosen === 'strict',
    config: `${JSON.stringify({ ...schema ? { $schema: './node_modules/git-drift/schemas/config.schema.json' } : {}, id: randomBytes(8).toString('hex'), extends: preset, base: target, ...rest }, null, 2)}\n`,
  }
}

async function chosenProfile(fits: Profile): Promise<Profile> {
  const about: Readonly<Record<Profile, string>> = { solo: 'I work alone', team: 'a team does', strict: 'a team does, and merging a plan approves it' }
  const answer = await ask(`Who works here?\n${profiles.map((name, i) => `  ${i + 1}  ${about[name]} (${presetOf[name]})\n`).join('')}1, 2 or 3 [${profiles.indexOf(fits) + 1}] `)
  if (answer === undefined) throw new DriftError('nobody answered, so nothing was written', 'Run init again, or let it choose: drift init --yes', 1)
  const named = answer === '' ? fits : profiles[Number(answer) - 1] ?? profiles.find((name) => name === answer.toLowerCase())
  return named ?? chosenProfile(fits)
}

/** The CI system in use, where drift can write a file for it. */
async function wantedCi({ ci }: Survey, asks: boolean, say: (lines: readonly string[]) => void): Promise<readonly CiName[]> {
  const [system] = ci
  if (!system) return []
  const name = system.init as CiName
  if (asks && await agree(`Let ${system.name} judge each change, too?`, true)) return [name]
  say(wrapped(`  Hooks are feedback, the gate decides: drift init --ci ${name} lets ${system.name} judge each change.`, 4))
  return []
}
