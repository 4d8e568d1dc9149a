// What others ask for, as records tell that just came: whoever approves should not have to be told the id by hand.
import { contentOf, differingNotes, listNotes } from '../git/notes.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { isPlanId } from '../host/plan-folder.ts'
import { visible } from '../host/text.ts'
import { parseLines } from '../records/line.ts'
import { approvalsRef, type Opened } from '../records/repository.ts'
import { askedFor } from '../records/request.ts'
import { inUnits, requestsOf, shortId, type Asked } from './requests.ts'

/** Where requests stand now, to be asked again with after records came. */
export async function requestsNow({ objects }: Opened): Promise<string | undefined> {
  return (await objects.info(approvalsRef))?.oid
}

/** Requests that came since then and are open; only what differs is read, however many records there are. */
export async function requestsSince(opened: Opened, policy: Policy, before: string | undefined): Promise<readonly Asked[]> {
  const { objects } = opened
  const now = await requestsNow(opened)
  if (now === undefined || now === before) return []
  const notes = before === undefined ? await listNotes(objects, now) : await differingNotes(objects, before, now)
  const texts = await Promise.all([...notes.values()].map((entries) => contentOf(objects, entries)))
  const came = texts.flatMap((text) => parseLines(Buffer.from(text, 'latin1').toString()).records).filter(({ kind }) => kind === 'request')
  const plans = new Set(came.flatMap(({ plan }) => (typeof plan === 'string' && isPlanId(plan) ? [plan] : [])))
  const asked = (await Promise.all([...plans].map((plan) => requestsOf(opened, policy, plan)))).flat()
  return asked.filter(({ id, state }) => state === 'open' && came.some((record) => record.id === id))
}

/** A request in a line, with what answers it. */
export function toldOfRequest({ id, request }: Asked): string {
  const { plan, why, by } = request
  return visible(`Asked: plan ${plan} shall cover ${askedFor(request).join(', ')}, too${inUnits(request)} (${by.name}: ${why}).`).replaceAll('\n', ' ') + ` A person approves: drift approve ${plan} --request ${shortId(id)}\n`
}
