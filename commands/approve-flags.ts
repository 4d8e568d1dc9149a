// What `drift approve` is asked to do, and which flags belong to that.
import { DriftError } from '../host/error.ts'

/** What it is to do: about a plan, or without one. */
export type Doing = 'override' | 'change' | 'revoke' | 'request-changes' | 'request' | 'approve'

/** What was typed, as far as it decides that. */
export type Flags = Readonly<Partial<Record<'plan' | 'override' | 'change' | 'revoke' | 'requestChanges' | 'allowPath' | 'head' | 'at' | 'expires' | 'request' | 'message', unknown>>>

/** Each with how it is typed, and the flags that say something there beside --yes, --json and -m. */
const acts: Readonly<Record<Doing, { readonly typed: string; readonly takes: readonly (keyof Flags)[] }>> = {
  'override': { typed: '--override', takes: ['override'] },
  'change': { typed: '--change without a plan', takes: ['plan', 'change', 'head'] },
  'revoke': { typed: '--revoke', takes: ['plan', 'revoke', 'at'] },
  'request-changes': { typed: '--request-changes', takes: ['plan', 'requestChanges', 'at'] },
  'request': { typed: '--request', takes: ['plan', 'request'] },
  'approve': { typed: 'a plan', takes: ['plan', 'allowPath', 'change', 'head', 'at', 'expires'] },
}

const flags: Readonly<Record<keyof Flags, string>> = {
  plan: 'a plan', override: '--override', change: '--change', revoke: '--revoke', requestChanges: '--request-changes', allowPath: '--allow-path', head: '--head', at: '--at', expires: '--expires', request: '--request', message: '-m',
}

/** Which act it is. DriftError (exit 2) where flags do not go together. */
export function doingOf(typed: Flags): Doing {
  const given = (Object.keys(flags) as (keyof Flags)[]).filter((name) => typed[name] !== undefined && typed[name] !== false && !(Array.isArray(typed[name]) && typed[name].length === 0))
  const doing = actOf(typed, given)
  const { typed: said, takes } = acts[doing]
  const stray = given.find((name) => name !== 'message' && !takes.includes(name))
  if (stray !== undefined && doing === 'override') throw new DriftError('--override names commits, and goes with neither a plan nor other flags than --yes and -m', 'Name a commit alone: drift approve --override <commit>')
  if (stray !== undefined) throw new DriftError(`${flags[stray]} does not go with ${said}`, doing === 'change' ? `Name the plan: drift approve <plan> --change ${flags[stray]} …` : 'Do one after the other.')
  if (given.includes('head') && !given.includes('change')) throw new DriftError('--head says up to where --change looks, and there is no --change', 'Say what it is for: drift approve <plan> --change --head <commit>; or, to approve a plan as a commit holds it: drift approve <plan> --at <commit>')
  if (doing === 'request-changes' && !given.includes('message')) throw new DriftError('whoever asks for changes says which', 'For example: drift approve <plan> --request-changes -m "<what>"')
  return doing
}

function actOf({ plan }: Flags, given: readonly (keyof Flags)[]): Doing {
  if (given.includes('override')) return 'override'
  if (given.includes('revoke')) return 'revoke'
  if (given.includes('requestChanges')) return 'request-changes'
  if (given.includes('request')) return 'request'
  return given.includes('change') && (plan === undefined || String(plan).includes('..')) ? 'change' : 'approve'
}
