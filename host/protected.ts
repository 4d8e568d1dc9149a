// How a person lets a change of a protected file through: one answer for every check that protects files.
import type { ApprovedPath, Change, FileChange } from './change.ts'
import { isLink, withLater } from './scope.ts'
import { pathspecWord, shellWord } from './text.ts'

const gate = new Set(['pre-push', 'ci', 'receive'])

/** Whether somebody approved this very path: by a record that names it, at the gate with its content, with or without a plan, or literally in a plan that is merged. */
export function approvedFile(file: FileChange, { plans, also, stage, policy, approved = [] }: Change): boolean {
  if (contentStands(file, approved)) return true
  return plans.some((plan) => {
    const { standing } = plan
    if (standing.state !== 'approved') return false
    if (policy.approval.mode === 'merged') return withLater(plan, also).every(({ intent }) => intent.allowed_files.includes(file.path))
    return contentStands(file, standing.paths) || (!gate.has(stage) && standing.paths.some(({ path, blob }) => path === file.path && blob === undefined))
  })
}

/** Whether a file's content was approved in the place of the one that it replaces, and not before that was: an old approval brings nothing back. */
function contentStands(file: FileChange, approved: readonly ApprovedPath[]): boolean {
  const newest = (oid: string) => approved.reduce((highest, { path, blob, seq }) => (path === file.path && blob === oid ? Math.max(highest, seq) : highest), 0)
  const own = newest(file.oid)
  const replaces = approved.some(({ path, blob, was }) => path === file.path && blob === file.oid && (was?.includes(file.oldOid) ?? true))
  // A content is approved as a file: the same bytes as a link's target say something else.
  return replaces && own >= newest(file.oldOid) && !isLink(file)
}

/** The fix of a finding about it: locally to leave it out, or else to have it approved. */
export function howToApprove(file: FileChange, { plans, stage, policy }: Change): string {
  const { path } = file
  const away = gate.has(stage) ? '' : `git restore --staged -- ${pathspecWord(file)}, or `
  if (policy.approval.mode === 'merged') return `${away}${away ? 'n' : 'N'}ame ${path} literally in allowed_files of a plan, and merge that plan before the change`
  const plan = plans[0]?.id
  return gate.has(stage) ? `drift approve ${plan ? `${plan} ` : ''}--change, run by a person` : `${away}have a person run: drift approve ${plan ?? '<plan>'} --allow-path ${shellWord(path)}`
}
