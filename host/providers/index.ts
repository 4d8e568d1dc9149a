// Every CI system that is understood, and which of them a job belongs to.
import { DriftError } from '../error.ts'
import { actionsProviders } from './actions.ts'
import type { Environment, Provider } from './provider.ts'
import { variableProviders } from './rows.ts'

export type { Environment, Job, Provider, ReadEvent } from './provider.ts'
export { flags } from './provider.ts'

export const providers: readonly Provider[] = [...actionsProviders, ...variableProviders]

/** The systems whose marks a job carries, without those that another of them only stands on. */
export function providersOf(environment: Environment): readonly Provider[] {
  const marked = providers.filter((provider) => provider.detect(environment))
  return marked.filter(({ name }) => !marked.some(({ over }) => over.includes(name)))
}

/** Demands a job in which code of the change may run; DriftError (exit 2) where it would see secrets of the repository. */
export function demandNoSecrets(environment: Environment): void {
  for (const provider of providersOf(environment)) provider.demandNoSecrets?.(environment)
}

/** What gives this job's clone the whole history, whichever system it belongs to; undefined outside of CI. */
export function wholeHistory(environment: Environment): string | undefined {
  return providersOf(environment)[0]?.full ?? (isCi(environment) ? 'a clone without depth and without filter' : undefined)
}

/** What CI systems set that drift does not know. */
function isCi(environment: Environment): boolean {
  return /^(?!(false|0)?$)/i.test(environment['CI'] ?? '')
}

/** The one system that a job belongs to; undefined outside of CI. DriftError (exit 2) where drift cannot tell which. */
export function providerOf(environment: Environment): Provider | undefined {
  const found = providersOf(environment)
  if (found.length > 1) throw new DriftError(`this job carries the marks of ${found.map(({ name, docs }) => `${name} (${docs.mark.replaceAll('`', '')})`).join(' and of ')}: drift cannot tell which of them started it`, 'Pass the commits: drift ci --base <target branch> --head <commit>', 2)
  if (found.length === 0 && isCi(environment)) throw new DriftError('drift does not know this CI system, so it cannot tell which commits to judge', 'Pass them: drift ci --base <target branch> --head <commit>', 2)
  return found[0]
}
