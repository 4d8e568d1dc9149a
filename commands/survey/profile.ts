// What a survey found → the config that init proposes, each part with its reason.
import { capsOf, enough } from './sizes.ts'
import type { Survey } from './survey.ts'

/** Who works here, and how strictly they want to be held to plans. */
export const profiles = ['solo', 'team', 'strict'] as const
export type Profile = (typeof profiles)[number]

/** The part of a config that a survey decides, as a file holds it. */
export interface Proposal {
  readonly config: Readonly<Record<string, unknown>>
  /** What is proposed and why, a line each. */
  readonly because: readonly string[]
}

/** The preset of each. */
export const presetOf: Readonly<Record<Profile, string>> = { solo: 'drift:solo', team: 'drift:recommended', strict: 'drift:strict' }

// Fewer changes do not tell who works here.
const telling = 10

/** The profile that fits who worked here last; where that is not known yet, the one for a team. */
export function profileFor({ people, changes }: Pick<Survey, 'people' | 'changes'>): Profile {
  return people === 1 && changes >= telling ? 'solo' : 'team'
}

/** The config for a profile, fitted to what was found. */
export function proposalFor(profile: Profile, survey: Survey): Proposal {
  const { sizes, generated, truths } = survey
  const because = [`extends ${presetOf[profile]}: ${profile === profileFor(survey) ? madeBy(survey) : 'as you chose'}`]
  const checks: Record<string, unknown> = {}
  if (truths.length > 0) {
    checks['sot'] = ['error', { files: truths.map(({ path, mode }) => ({ path, mode })) }]
    for (const { path, mode, because: why } of truths) because.push(`sot: ${path} is ${mode}: ${why}`)
  }
  // Alone the size of a change is nobody else's burden: the preset does not look at it.
  if (sizes && profile !== 'solo') {
    const caps = capsOf(sizes)
    checks['change-size'] = [profile === 'strict' ? 'error' : 'warn', caps]
    because.push(`change-size: at most ${caps.maxLines} lines in ${caps.maxFiles} files: nine of ten of the last ${sizes.changes} changes had at most ${sizes.most.lines} in ${sizes.most.files} (half of them ${sizes.half.lines} in ${sizes.half.files})`)
  } else if (profile !== 'solo') because.push(`change-size: the preset's caps, until there are ${enough} changes to learn from`)
  if (generated.length > 0) because.push(`plans.generated: ${generated.join(', ')}: written by tools, so that they go along with any plan`)
  // Signatures cannot be verified yet: until then a plan counts when it was merged.
  if (profile === 'strict') because.push('approval by merging: a plan counts once it stands on the target branch')
  return {
    because,
    config: {
      extends: presetOf[profile],
      ...(generated.length > 0 ? { plans: { generated } } : {}),
      ...(profile === 'strict' ? { approval: { mode: 'merged' } } : {}),
      ...(Object.keys(checks).length > 0 ? { checks } : {}),
    },
  }
}

function madeBy({ people, changes }: Survey): string {
  if (changes < telling) return `${changes === 0 ? 'no change' : changes === 1 ? 'one change' : `${changes} changes`} so far, too few to tell who works here`
  return `${people === 0 ? 'nobody but bots' : people === 1 ? 'one person' : `${people} people`} made the last ${changes} changes`
}
