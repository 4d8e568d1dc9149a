// By which hand a record is made, as its field `via` says it.
import { agentIn } from './agents.ts'
import { providersOf } from './providers/index.ts'

/** `agent:<name>`, `ci` or `human`, by what the environment gives away. */
export function handOf(environment: Readonly<Record<string, string | undefined>>): string {
  const agent = agentIn(environment)
  if (agent) return `agent:${agent === 'an agent' ? 'unnamed' : agent}`
  return environment['CI'] || providersOf(environment).length > 0 ? 'ci' : 'human'
}
