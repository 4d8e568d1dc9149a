// `drift approve --change` without a plan: somebody approves protected files, each with just the content that the gate finds.
import { approvedOn } from '../host/approved-files.ts'
import { nextSeq, type Approval } from '../host/approval.ts'
import type { OwnContext } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { judgeRange } from '../host/judge-range.ts'
import { visible } from '../host/text.ts'
import { approvalKind } from '../records/approval.ts'
import type { Opened } from '../records/repository.ts'
import { pathKey } from '../records/about-plan.ts'
import { appendRecord, listRecords } from '../records/store/records.ts'
import { replacedBy } from './approve-paths.ts'
import { meantBy } from './override-cases.ts'
import { agreed, identity, onlyForPeople, type Act } from './person.ts'
import { neededPolicy } from './repository.ts'
import { fetchFirst, sendAfter } from './travel.ts'

/** Approves what never-auto-approve finds in `<base>..<head>`, or in all that leads to `head` and is not on the target. */
export async function approveChange(opened: Opened, { range, head: to }: { readonly range: string | undefined; readonly head: string }, { yes, message, json }: { readonly yes?: boolean | undefined; readonly message?: string | undefined; readonly json?: boolean | undefined }, { world, now, print }: OwnContext): Promise<0> {
  const act: Act = { name: 'approving', command: `drift approve ${range ? `${range} ` : ''}--change` }
  onlyForPeople(act, world)
  const { config } = await neededPolicy(opened, world)
  if (config.approval.mode !== 'recorded') throw new DriftError(`in approval mode "${config.approval.mode}" no protected file is approved by a record`, 'Name the path literally in allowed_files of a plan, and have that approved.', 1)
  await fetchFirst(opened, config, world)
  const { base, head, commits } = await meantBy(range ?? to, opened, config.base)
  const { outcomes } = await judgeRange(opened, { stage: 'ci', base, head, policy: 'base', askActor: false }, { checks: world.checks, run: world.run })
  const foundBy = (...checks: readonly string[]) => outcomes.filter(({ check }) => checks.includes(check)).flatMap(({ findings }) => findings)
  const found = foundBy('never-auto-approve', 'policy')
  const contents = await contentsOf(opened, base, head, range === undefined ? undefined : commits, found)
  if (contents.length === 0) throw new DriftError('no commit here changes a protected file that nobody approved', 'Name the newest commit of the work with --head, if it is not HEAD.', 1)
  if (!yes && !await agreed(contents.map(({ path, blob }) => `${path} as ${blob.slice(0, 12)}${/^0+$/.test(blob) ? ': gone' : ''}`), 'Approve exactly these contents?', act, world)) throw new DriftError('nothing was approved', `When you agree: ${act.command}`, 1)

  const by = await identity(opened)
  const written = []
  for (const { path, blob, on, was } of contents) {
    const key = pathKey(path, opened.place.format)
    const seq = nextSeq(await earlier(opened, path, key, [on, ...was]))
    const record = { ...(config.id ? { project: config.id } : {}), plan: '', digest: on, seq, decision: 'approved' as const, paths: [{ path, blob, was }], by, via: 'human', method: 'recorded' as const, at: now().toISOString(), ...(message ? { note: message } : {}) }
    written.push({ id: await appendRecord(opened, approvalKind, on, record, key), ...record })
    if (!json) world.stderr(`${visible(path)} is approved by ${by.name} <${by.email}> as ${blob.slice(0, 12)} (recorded, not authenticated)\n`)
  }
  // Whoever approved what a bot did should not learn from the next job that it still belongs to no plan.
  const own = new Set(found.filter(({ commit }) => range === undefined || commits.has(commit!)).map(({ commit }) => commit))
  const open = foundBy('plan-id').filter(({ commit }) => commit !== undefined && own.has(commit))
  if (!json) for (const { commit, message: said, fix } of open) world.stderr(`${commit!.slice(0, 12)} wants a plan, too: ${visible(said)}\n  fix: ${visible(fix)}\n`)
  if (json) print({ version: 1, approvals: written, authenticated: false })
  await sendAfter(opened, config, world)
  return 0
}

interface Content {
  readonly path: string
  readonly blob: string
  readonly on: string
  /** The contents before, in its commit and in the net change. */
  readonly was: readonly string[]
}

/** What was approved of a path for no plan: `seq` is compared among the contents of one path. What an earlier drift wrote stands on the contents alone. */
async function earlier(opened: Opened, path: string, key: string, contents: readonly string[]): Promise<readonly Approval[]> {
  const about = (approval: Approval) => approval.plan === '' && approval.paths?.some((named) => named.path === path)
  const [byPath, byContent] = await Promise.all([listRecords<Approval>(opened, approvalKind, key), opened.approvals(contents.filter((oid) => !/^0+$/.test(oid)))])
  return [...byPath.records.map(({ record }) => record), ...[...byContent.values()].flat()].filter(about)
}

/** Each path with the content that its commit gave it; in the net change, that of the head. */
async function contentsOf(opened: Opened, base: string | undefined, head: string, only: ReadonlySet<string> | undefined, findings: readonly { readonly path?: string; readonly commit?: string }[]): Promise<readonly Content[]> {
  const commits = await opened.commits(base === undefined ? [] : [base], head)
  const net = await opened.files(base === undefined ? opened.emptyTree : (await opened.mergeBases(base, head))[0]!, head)
  const files = findings.filter(({ commit }) => commit === undefined || !only || only.has(commit))
    .flatMap(({ path, commit }) => (commit === undefined ? net : commits.find((c) => c.commit === commit)?.files ?? []).filter((file) => file.path === path))
  const all = [...net, ...commits.flatMap((commit) => commit.files)]
  return [...new Map(files.map((file) => [`${file.oid} ${file.path}`, { path: file.path, blob: file.oid, on: approvedOn(file), was: replacedBy(file.path, file.oid, all) }])).values()]
}
