// What `drift approve --override` is about: the commits that a revision or range names, and what is found about each.
import { rangePatchId } from '../git/patch.ts'
import { letInBefore } from '../host/asking.ts'
import { DriftError } from '../host/error.ts'
import type { Outcome } from '../host/finding.ts'
import type { JudgedRange } from '../host/judge-range.ts'
import type { Asking, NamedFinding } from '../host/override.ts'
import type { FileChange } from '../host/change.ts'
import type { BasePolicy } from '../host/policy.ts'
import { targetTip } from '../host/target.ts'
import type { Opened } from '../records/repository.ts'
import { commitOf } from './repository.ts'

/** The commits meant, and the range they are judged in. */
export interface Meant {
  readonly base: string | undefined
  readonly head: string
  readonly commits: ReadonlySet<string>
  /** Whether a range was named: it may be squashed. */
  readonly range: boolean
}

/** A finding with its words; `open` where nobody let it through yet. */
export interface Told extends NamedFinding {
  readonly message: string
  readonly open: boolean
}

/** One patch to let through: an asking commit, or what a squash would make of the range. */
export interface Case {
  readonly asking: Asking
  readonly title: string
  readonly findings: readonly Told[]
  readonly files: readonly FileChange[]
  /** Of a squash: the asking commits that it is let through in the place of. */
  readonly standsFor?: readonly Pick<Asking, 'patch' | 'nth'>[]
}

/** Which commits a revision or range names, and from where they are judged: the target, unless they stand on it. */
export async function meantBy(rev: string, opened: Opened, policy: BasePolicy): Promise<Meant> {
  const [from, to] = rev.includes('..') ? rev.split('..', 2) as [string, string] : [undefined, rev]
  if (rev === '' || rev.includes('...') || from === '' || rev.split('..').length > 2) throw new DriftError(`"${rev}" is no range that can be let through`, 'Name a commit, or a range as <base>..<head>.')
  const head = await commitOf(opened, to === '' ? 'HEAD' : to)
  const start = from === undefined ? (await opened.info(`${head}^`))?.oid : await commitOf(opened, from)
  const tip = await targetTip(opened, policy)
  const open = tip !== undefined && (await opened.ids([tip], head)).has(head)
  return { base: open ? tip : start, head, range: from !== undefined, commits: from === undefined ? new Set([head]) : await opened.ids([start!], head) }
}

/** What is left to let through; nothing where no demand is broken, or all is let through already. */
export async function casesOf(opened: Opened, { base, head, commits, range }: Meant, { asking, outcomes, answers }: JudgedRange): Promise<readonly Case[]> {
  const meant = asking.filter(({ commit }) => commits.has(commit))
  if (meant.length === 0) throw new DriftError(range ? 'none of these commits asks to be let through' : `commit ${head.slice(0, 12)} does not ask to be let through`, 'Its author says why in its message, in a line "Drift-Override: <why>" (drift break-glass writes it), or mends what is found.', 1)
  const all = await opened.commits(base === undefined ? [] : [base], head)
  const cases = meant.map((one): Case => {
    const { message: { subject }, files } = all.find(({ commit }) => commit === one.commit)!
    return { asking: one, title: subject, files, findings: findingsOn(one.commit, files, outcomes) }
  })
  const left = cases.filter(({ asking: { commit }, findings }) => findings.some(({ open }) => open) || (findings.length > 0 && answers.some(({ overrides }) => !overrides.has(commit))))
  const whole = range && left.length > 0 ? await squashOf(cases, base, head, opened) : undefined
  return whole && !asking.some(({ patch }) => patch === whole.asking.patch) ? [...left, whole] : left
}

/** The whole range as one commit. */
async function squashOf(cases: readonly Case[], base: string | undefined, head: string, opened: Opened): Promise<Case | undefined> {
  const [fork] = base === undefined ? [] : await opened.mergeBases(base, head)
  if (fork === undefined) return undefined
  const files = await opened.files(fork, head)
  const patch = await rangePatchId(fork, head, opened.place.options, opened.objects)
  const before = await letInBefore([files], base, opened)
  const nth = (before.get(patch) ?? 0) + 1
  const { author } = cases.at(-1)!.asking
  return { asking: { commit: head, why: cases.map(({ asking: { why } }) => why).join('; '), patch, nth, before, author }, title: 'all of it, where it is squashed into one commit', files, findings: unique(cases.flatMap(({ findings }) => findings)), standsFor: cases.map(({ asking: { patch, nth } }) => ({ patch, nth })) }
}

/** What is found about a commit, by itself and in the net change. */
function findingsOn(commit: string, files: readonly FileChange[], outcomes: readonly Outcome[]): readonly Told[] {
  const paths = new Set(files.map(({ path }) => path))
  return unique(outcomes.filter(({ severity }) => severity === 'error').flatMap(({ check, findings, overridden = [] }) => [...findings.map((f) => ({ ...f, open: true })), ...overridden.map((f) => ({ ...f, open: false }))]
    .filter((f) => f.commit === commit || (f.commit === undefined && f.path !== undefined && paths.has(f.path)))
    .map(({ code, path, message, open }) => ({ check, code, ...(path === undefined ? {} : { path }), message, open }))))
}

function unique(findings: readonly Told[]): readonly Told[] {
  return [...new Map(findings.map((f) => [JSON.stringify([f.check, f.code, f.path]), f])).values()]
}
