// CI systems that tell by environment variables: a row of their names → a provider.
import { DriftError } from '../error.ts'
import { branchName, flags, none, type Environment, type Job, type Provider } from './provider.ts'

/** One variable, or several of which the first that says something counts. */
export type Names = string | readonly string[]

/** A variable that is set, and not to `false`; or one whose value fits. */
export type Sign = string | readonly [variable: string, value: RegExp]

/** What the variables of one system are called. */
export interface Row {
  readonly name: string
  /** Set in every job. */
  readonly mark: Sign
  readonly over?: readonly string[]
  /** The variable that says what kind of job it is, to be named where drift cannot judge it. */
  readonly event?: string
  readonly pull?: { readonly when: Sign; readonly target: string; readonly head?: Names; readonly base?: string; readonly number: string; readonly actor?: string; readonly called?: string }
  readonly queue?: { readonly when: Sign; readonly base: string; readonly head: Names }
  /** `before` may hold a range, of which the first commit counts. `since`: what it is, where it is not what the push replaced. */
  readonly push?: { readonly when?: Sign; readonly branch?: string; readonly head?: Names; readonly before?: string; readonly since?: string }
  /** Set when a tag is built. */
  readonly tag?: Sign
  readonly trunk?: string
  readonly full: string
  /** Why this very job cannot be judged. */
  refuse?(environment: Environment): DriftError | undefined
  /** The remote that is the target's repository. */
  remote?(environment: Environment): string | undefined
  /** What else a reader of the docs should know. */
  readonly remark?: string
  readonly source: string
  /** What of the row nobody could look up. */
  readonly unverified?: string
}

/** A provider that reads by a row. */
export function byVariables(row: Row): Provider {
  return {
    name: row.name, over: row.over ?? [], full: row.full, docs: docsOf(row),
    detect: (environment) => holds(row.mark, environment),
    job: (environment) => {
      const { name, pull, queue, push, tag, trunk, event } = row
      const refused = row.refuse?.(environment)
      if (refused) throw refused
      const more = { ...said(trunk, environment) ? { trunk: branchName(said(trunk, environment), name) } : {}, ...row.remote?.(environment) ? { remote: row.remote(environment)! } : {} }
      if (queue && holds(queue.when, environment)) return { kind: 'queue', base: commit(queue.base, environment, name)!, head: commit(queue.head, environment, name), source: `${name} merge queue`, ...more }
      if (pull && holds(pull.when, environment)) return { ...pulled(name, pull, environment), ...more }
      if (tag && holds(tag, environment)) throw new DriftError(`this ${name} job builds a tag: its commits are judged where they are pushed to a branch`, `Do not run drift for tags. ${flags}`, 2)
      if (push && (!push.when || holds(push.when, environment))) return { ...pushed(name, push, environment), ...more }
      const kind = said(event, environment)
      throw new DriftError(`drift does not know which commits this ${name} job is about${kind ? ` (${event} is ${kind.slice(0, 60)})` : ''}`, `Run it for pull requests or pushes of branches. ${flags}`, 2)
    },
  }
}

function pulled(name: string, { target, head, base, number, actor, called = 'pull request #' }: NonNullable<Row['pull']>, environment: Environment): Job {
  const branch = branchName(said(target, environment), name)
  const author = said(actor, environment)
  return {
    kind: 'pull', target: branch, base: commit(base, environment, name), head: commit(head, environment, name),
    source: `${name} ${called}${said(number, environment) ?? '?'}: ${branch} to ${head && said(head, environment) ? 'its head' : 'what is checked out'}`, ...author ? { actor: author } : {},
  }
}

function pushed(name: string, { branch, head, before, since }: NonNullable<Row['push']>, environment: Environment): Job {
  const told = said(branch, environment)
  if (branch && !told) throw new DriftError(`${branch} is empty: this ${name} job builds no branch`, flags, 2)
  if (told?.startsWith('refs/') && !told.startsWith('refs/heads/')) throw new DriftError(`this ${name} job builds ${told}, which is no branch`, `Do not run drift for it. ${flags}`, 2)
  const old = said(before, environment)
  const at = old === undefined ? undefined : none.test(old) ? 'new' as const : commit(before, environment, name)
  const onto = told === undefined ? undefined : branchName(told, name)
  return { kind: 'push', branch: onto, before: at, head: commit(head, environment, name), source: `${name} ${onto === undefined ? 'build' : `push: ${onto}`}`, ...since ? { since } : {} }
}

/** What a variable says; nothing where it is empty. */
function said(names: Names | undefined, environment: Environment): string | undefined {
  for (const name of names === undefined ? [] : [names].flat()) if (environment[name]) return environment[name]
  return undefined
}

function holds(sign: Sign, environment: Environment): boolean {
  if (typeof sign === 'string') return environment[sign] !== undefined && !/^(false)?$/i.test(environment[sign])
  return sign[1].test(environment[sign[0]] ?? '')
}

/** The id of a commit, whole or short; of a range the first. `HEAD` and nothing at all are what is checked out. */
function commit(names: Names | undefined, environment: Environment, name: string): string | undefined {
  const value = said(names, environment)?.split('..')[0]
  if (value === undefined || value === 'HEAD' || none.test(value)) return undefined
  if (/^[0-9a-f]{7,64}$/.test(value)) return value
  throw new DriftError(`${[names].flat().join(' or ')} of this ${name} job is no commit: ${JSON.stringify(value.slice(0, 60))}`, flags, 3)
}

function docsOf({ mark, pull, queue, push, source, unverified, remark }: Row): Provider['docs'] {
  const names = (of: Names | undefined, or: string) => (of === undefined ? or : [of].flat().map((name) => `\`${name}\``).join(', else '))
  return {
    mark: `\`${typeof mark === 'string' ? mark : mark[0]}\``, source, ...unverified ? { unverified } : {},
    pull: [pull ? `${names(pull.target, '')} to ${names(pull.head, 'what is checked out')}` : 'not told: everything since the default branch', ...remark ? [remark] : []].join('; '),
    push: [push ? `${names(push.before, 'the old value is not told')}${push.since ? ` (${push.since})` : ''}` : 'no', ...queue ? [`merge queue: \`${queue.base}\``] : []].join('; '),
  }
}
