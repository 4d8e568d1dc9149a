// The status of a run on one screen of 80 columns.
import { clipped, moment, oneLine, wrapped } from '../host/text.ts'
import type { StatusData } from '../host/status-schema.ts'

// Of a long list this much is shown.
const most = 8
const columns = 80

/** Lines for a terminal; `vouch` says what the approval is worth, `branch` is where HEAD is. */
export function statusText(data: StatusData, { vouch, branch }: { readonly vouch: string; readonly branch: string | undefined }): string {
  const { run, active, title, approved, standing, commits, units, gates, outside, requests, deviations, next } = data
  // A process that is over by now tells nobody anything.
  const who = [run.agent, run.session].filter((word) => word !== undefined && !word.startsWith('process ')).join(', ')
  const lines = [
    clipped(`${run.plan}: ${oneLine(title ?? 'the plan cannot be read')}`, columns),
    ...wrapped(active ? `on ${short(run.branch)} since ${moment(run.started)}${who ? ` (${oneLine(who)})` : ''}` : `asleep: it belongs to ${short(run.branch)}, and HEAD is ${branch ? `on ${branch}` : 'detached'}`, 2),
    ...wrapped(`${approvedWord(approved, standing)}${oneLine(title === undefined ? 'see drift plan lint' : standing)} (${vouch})`, 2),
    `${commits.length} commit${commits.length === 1 ? '' : 's'} of this plan since ${run.base.slice(0, 12)}`,
    ...rows('units', units.map(({ id, title: what, state, waits }) => [state, id, `${what}${waits.length > 0 ? ` (after ${waits.join(', ')})` : ''}`])),
    ...rows('gates', gates.map(({ id, command, required, state, fresh, at }) => [state === 'unknown' ? 'not run' : state, id, `${command}${required ? '' : ' (not required)'}${state === 'unknown' || fresh ? '' : ` (on other content, ${moment(at!)})`}`])),
    ...rows('out of scope', outside.map(({ path, why }) => [why, path, ''])),
    ...rows('asked for', requests.map(({ id, adds, why }) => [id.slice(0, 12), adds.join(', '), why])),
    ...rows('deviations', deviations.map(({ what, why, by }) => [oneLine(by.name), what, why])),
    ...next.flatMap((one, i) => wrapped(`${i === 0 ? 'next: ' : 'or:   '}${oneLine(one)}`, 6)),
  ]
  return `${lines.join('\n')}\n`
}

// Most reasons say it themselves: approved by Ada.
const approvedWord = (approved: boolean, why: string) => (!approved ? 'not approved: ' : why.startsWith('approved') ? '' : 'approved: ')
const short = (branch: string) => branch.replace('refs/heads/', '')

function rows(head: string, all: readonly (readonly [state: string, name: string, about: string])[]): string[] {
  if (all.length === 0) return []
  const wide = Math.max(...all.slice(0, most).map(([state]) => state.length))
  const line = ([state, name, about]: readonly [string, string, string]) => clipped(`  ${oneLine(state).padEnd(wide)}  ${oneLine(name)}${about ? `  ${oneLine(about)}` : ''}`, columns)
  return [head, ...all.slice(0, most).map(line), ...all.length > most ? [`  and ${all.length - most} more`] : []]
}
