// A few plain questions about a plan, each with a proposal that Enter takes.
import type { Check } from '../../host/check.ts'
import { DriftError } from '../../host/error.ts'
import { checkGlob } from '../../host/globs.ts'
import { intentSchema, type Intent } from '../../host/plan.ts'
import type { Policy } from '../../host/policy-in-force.ts'
import { visible } from '../../host/text.ts'
import type { Opened } from '../../records/repository.ts'
import { ask } from '../ask.ts'
import { surveyHere } from '../survey/here.ts'
import { blank, kindOf, type Draft } from './draft.ts'
import { filesInHand } from './near.ts'
import { gateFrom, listOf } from './spec.ts'

const { kind: kinds, risk: risks } = intentSchema.json.properties as { readonly kind: { readonly enum: readonly Intent['kind'][] }; readonly risk: { readonly enum: readonly Intent['risk'][] } }

/** Asks for what is not told yet. DriftError (exit 1) where the terminal ends before the last answer: then nothing is written. */
export async function askedDraft(opened: Opened, policy: Policy, checks: readonly Check[], told: Draft): Promise<Draft> {
  const goal = told.goal ?? await answered('What shall be true when this is done?', undefined, (text) => (text === '' ? 'a plan has a goal' : undefined))
  const survey = await surveyHere(opened, checks)
  const inHand = await filesInHand(opened, policy)
  const files = inHand.length > 0 && inHand.length <= 5 ? inHand : (await foldersOf(opened)).concat(survey.tests.globs.slice(0, 1))
  const allow = listOf(await answered('Which files may change? Globs, with commas between them', files.join(', ') || undefined, globFault))
  const command = await answered('Which command proves it? (- for none)', survey.testCommand ?? '-', () => undefined)
  const kind = await oneOf('What kind of work is it?', kinds.enum, told.kind ?? kindOf(goal))
  const risk = await oneOf('How much harm could a mistake do?', risks.enum, told.risk ?? 'low')
  return { ...blank, goal, allow, gates: command === '-' ? [] : [gateFrom(command)], kind, risk, acceptance: command === '-' ? [] : [`${command} passes`] }
}

function globFault(text: string): string | undefined {
  const globs = listOf(text)
  if (globs.length === 0) return 'name at least one, such as src/**'
  return globs.map((glob) => checkGlob(glob)).find((wrong) => wrong !== undefined)
}

async function oneOf<W extends string>(question: string, words: readonly W[], proposed: W): Promise<W> {
  return await answered(`${question} ${words.join(', ')}`, proposed, (text) => (words.includes(text as W) ? undefined : `one of ${words.join(', ')}`)) as W
}

/** The answer, or what is proposed; asked again while something is wrong with it. */
async function answered(question: string, proposed: string | undefined, fault: (text: string) => string | undefined): Promise<string> {
  for (;;) {
    const answer = await ask(`${visible(question)}${proposed === undefined ? ' ' : ` [${visible(proposed)}] `}`)
    if (answer === undefined) throw new DriftError('nobody answered, so nothing was written', 'Run it again, or say all of it in flags: drift plan new --help', 1)
    const text = answer === '' ? proposed ?? '' : answer
    const wrong = fault(text)
    if (wrong === undefined) return text
    process.stderr.write(`  ${visible(wrong)}\n`)
  }
}

/** The folder at the root in which most of the tracked files lie, with all below it. */
async function foldersOf(opened: Opened): Promise<string[]> {
  const counts = new Map<string, number>()
  for (const path of await opened.paths(':0:', ['**', '!.*/**', '!{docs,test,tests,node_modules,vendor,dist,build}/**'])) {
    const [folder] = path.split('/')
    if (path.includes('/')) counts.set(folder!, (counts.get(folder!) ?? 0) + 1)
  }
  const [first] = [...counts].sort((a, b) => b[1] - a[1])
  return first && checkGlob(`${first[0]}/**`) === undefined ? [`${first[0]}/**`] : []
}
