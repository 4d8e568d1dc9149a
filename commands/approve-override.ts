// `drift approve --override`: somebody lets commits through that ask for it, each with just what is found about it.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { OwnContext } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { judgeRange } from '../host/judge-range.ts'
import type { ApprovalPolicy } from '../host/policy.ts'
import { visible } from '../host/text.ts'
import { unionLines } from '../records/line.ts'
import { formatOverride, noteOf, overrideKind, overridePath, type OverrideFields } from '../records/override.ts'
import type { Opened } from '../records/repository.ts'
import { appendRecord } from '../records/store/records.ts'
import { casesOf, meantBy, type Case } from './override-cases.ts'
import { agreed, identity, onlyForPeople, type Act } from './person.ts'
import { neededPolicy } from './repository.ts'
import { fetchFirst, sendAfter } from './travel.ts'

/** Lets the asking commits of a revision or range through, once a person agreed. */
export async function approveOverride(opened: Opened, rev: string, { yes, message, json }: { readonly yes?: boolean | undefined; readonly message?: string | undefined; readonly json?: boolean | undefined }, { world, now, print }: OwnContext): Promise<0> {
  const act: Act = { name: 'letting a commit through', command: `drift approve --override ${rev}` }
  onlyForPeople(act, world)
  const { config: here } = await neededPolicy(opened, world)
  if (here.approval.mode === 'recorded') await fetchFirst(opened, here, world)
  const meant = await meantBy(rev, opened, here.base)
  const judged = await judgeRange(opened, { stage: 'ci', base: meant.base, head: meant.head, policy: 'base', askActor: false }, { checks: world.checks, run: world.run })
  const [policy] = judged.policies
  if (!policy) throw new DriftError('neither the base nor these commits have a drift config', 'Fetch the target branch, or name commits of this one.')
  const mode = possible(policy.config.approval)
  const cases = await casesOf(opened, meant, judged)
  if (cases.length > 0) {
    const blind = judged.outcomes.filter(({ status }) => status === 'blind' || status === 'crashed').map(({ check, reason, error }) => `could not be judged, and is not let through by this: ${check}: ${reason ?? error?.split('\n')[0] ?? ''}`)
    if (!yes && !await agreed([...cases.flatMap(rowsOf), ...blind], 'Let exactly this through, once?', act, world)) throw new DriftError('nothing was let through', `When you agree: ${act.command}`, 1)
  }

  const by = cases.length > 0 ? await identity(opened) : { name: '', email: '' }
  const written = []
  for (const { asking: { commit, patch, nth, why, author }, findings, standsFor } of cases) {
    const seq = (await opened.overrides([patch])).reduce((highest, record) => Math.max(highest, record.seq), 0) + 1
    const record: OverrideFields = {
      ...(policy.config.id ? { project: policy.config.id } : {}), commit, patch, nth, ...standsFor ? { stands_for: standsFor } : {}, seq, decision: 'approved', findings: findings.map(({ message: _, open: __, ...named }) => named),
      reason: message ?? why, by, via: 'human', method: mode, at: now().toISOString(),
    }
    written.push({ ...record, ...mode === 'merged' ? toFile(opened, record) : await toNotes(opened, record) })
    const self = author.email.toLowerCase() === by.email.toLowerCase() ? ' (self)' : ''
    if (!json) world.stderr(`${commit.slice(0, 12)} is let through by ${by.name} <${by.email}>${self}, once: ${findings.length} finding${findings.length === 1 ? '' : 's'}, patch ${patch.slice(0, 12)} (${mode === 'merged' ? 'once it is merged' : 'recorded, not authenticated'})\n`)
  }
  if (json) print({ version: 1, overrides: written, authenticated: false })
  else if (cases.length === 0) world.stderr(`Nothing to do: ${visible(rev)} breaks no demand, or is let through already.\n`)
  else if (mode === 'merged') world.stderr(`Commit ${cases.map(({ asking }) => overridePath(asking.patch)).join(', ')} alone, and merge that into ${policy.config.base.branch} first.\n`)
  if (written.length > 0 && mode !== 'merged') await sendAfter(opened, here, world)
  return 0
}

/** How it can be approved here, if at all. */
function possible({ mode, self }: ApprovalPolicy): 'recorded' | 'merged' {
  if (mode === 'signed') throw new DriftError('approval mode "signed" needs signatures, which this version cannot make', 'Set /approval/mode to recorded or merged.', 2)
  if (mode === 'recorded' && self === 'deny') throw new DriftError('under self: deny a recorded override counts for nothing, since unsigned work may be anybody\'s', 'Set /approval/mode to merged: there an override counts once it stands on the target.', 1)
  return mode
}

function rowsOf({ asking: { commit, why, author }, title, files, findings }: Case): string[] {
  return [`${commit.slice(0, 12)} ${title}`, `  by ${author.name} <${author.email}>, who asks: ${why}`, ...files.map(({ path, status }) => `  ${status}: ${path}`), ...findings.map(({ check, message }) => `  let through: ${check}: ${message}`)]
}

/** Under the patch first: that is where the gate looks. */
async function toNotes(opened: Opened, record: OverrideFields): Promise<{ readonly id: string }> {
  await appendRecord(opened, overrideKind, noteOf(record.patch, opened.place.format), record)
  return { id: await appendRecord(opened, overrideKind, record.commit, record) }
}

function toFile(opened: Opened, record: OverrideFields): { readonly path: string } {
  const path = overridePath(record.patch)
  const file = join(opened.root, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, unionLines(existsSync(file) ? readFileSync(file, 'utf8') : '', formatOverride(record)))
  return { path }
}
