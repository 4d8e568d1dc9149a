// Evidence stands on the tree it is about, where the same content finds it again, and once more under its plan.
import { planKey, type PlacesOfPlans } from './about-plan.ts'
import { evidenceKind, type Evidence } from './evidence.ts'
import { appendRecord, listRecords } from './store/records.ts'

/** Evidence before it is stored. */
export type NewEvidence = Omit<Evidence, 'v' | 'kind' | 'id'>

/** Stores evidence; gives its id once it is durable. */
export function appendEvidence(places: PlacesOfPlans, record: NewEvidence): Promise<string> {
  return appendRecord(places, evidenceKind, record.tree, record, planKey(record.plan, places.place.format))
}

/** The evidence about a tree, of whatever plan; and how many records there nobody can read. */
export async function evidenceOn(places: PlacesOfPlans, tree: string): Promise<{ readonly records: readonly Evidence[]; readonly unread: number }> {
  const { records, unread } = await listRecords<Evidence>(places, evidenceKind, tree)
  return { records: records.map(({ record }) => record).filter((record) => record.tree === tree), unread: unread.length }
}
