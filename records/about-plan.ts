// Records about a plan stand on its digest, where a changed plan leaves them behind, and once more under the plan itself:
// there all of them are found by one look, however many records of other plans there are.
import type { Kind } from '../host/check.ts'
import { blobId } from '../git/tree.ts'
import type { Place } from '../git/place.ts'
import { appendRecord, listRecords, type Listing, type Places } from './store/records.ts'

/** The key of the note that holds all records about a plan: the id that a blob with its name would have. */
export function planKey(plan: string, format: Place['format']): string {
  return blobId(Buffer.from(`drift plan ${plan}\n`), format)
}

/** The key of the note that holds all approvals of a protected file's contents, for no plan: the path takes the plan's place. */
export function pathKey(path: string, format: Place['format']): string {
  return blobId(Buffer.from(`drift path ${path}\n`), format)
}

/** Stores a record about a plan on its digest and under the plan, in one step; gives its id. */
export function appendAboutPlan(places: PlacesOfPlans, kind: Kind, record: { readonly plan: string; readonly digest: string }): Promise<string> {
  return appendRecord(places, kind, record.digest, record, planKey(record.plan, places.place.format))
}

/** All records of a kind about a plan, of whatever digest. */
export async function recordsAboutPlan<R extends { readonly plan: string }>(places: PlacesOfPlans, kind: Kind<R>, plan: string): Promise<Listing<R>> {
  const { records, unread } = await listRecords<R>(places, kind, planKey(plan, places.place.format))
  return { records: records.filter(({ record }) => record.plan === plan), unread }
}

/** A repository as this needs it; what `openRepository` gives will do. */
export interface PlacesOfPlans extends Places {
  readonly place: Places['place'] & Pick<Place, 'format'>
}
