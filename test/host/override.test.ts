// What lets a commit through, and with which findings: tables over records and contents.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { broughtBy } from '../../host/brought.ts'
import type { Change, Check, Commit, FileChange, Finding } from '../../host/check.ts'
import { askedIn, overrideOf, parted, type Asking, type Override, type OverrideRecord } from '../../host/override.ts'

const asked: readonly (readonly [message: string, why: string | undefined])[] = [
  ['x\n\nDrift-Override: the database is down\n', 'the database is down'], ['x\n\nPlan-Id: p\ndrift-override:  it is \t\nSigned-off-by: A <a@b>\n', 'it is'],
  ['a squash (#1)\n\n* hotfix\n\nDrift-Override: it is down\n\n* more\n', 'it is down'], ['x\r\n\r\nDrift-Override: it is\r\n', 'it is'],
  ['x\n', undefined], ['x\n\nDrift-Override:\n', undefined], ['x\n\nDrift-Override: \t\nnext\n', undefined], ['x\n\n Drift-Override: quoted\n', undefined], ['x\n\nNo-Drift-Override: y\n', undefined], ['x\n\nDrift-Overrides: y\n', undefined],
]
for (const [message, why] of asked) test(`asks: ${JSON.stringify(message)}`, () => assert.is(askedIn({ raw: message }), why))

const ada = { name: 'Ada', email: 'ada@example.org' }
const bea = { name: 'Bea', email: 'bea@example.org' }
const outside = { check: 'scope', code: 'outside', path: 'db' }
const record = (more: Partial<OverrideRecord> = {}): OverrideRecord => ({ id: 'a', patch: 'x', nth: 1, seq: 1, findings: [outside], reason: 'it is down', by: bea, method: 'recorded', at: '2026-01-01T00:00:00Z', ...more })
const asking: Asking = { commit: 'c', why: 'it is down', patch: 'x', nth: 1, before: new Map(), author: { name: 'Ada', email: 'Ada@example.org' } }
const approval = { mode: 'recorded', threshold: 1, self: 'label', allowedSigners: 'x' } as const

/** In a few words, how it stands: who, and how many findings; or why not. */
function stand(records: readonly OverrideRecord[], more: Partial<Asking> = {}, policy: Parameters<typeof overrideOf>[2] = { approval }): string {
  const answer = overrideOf({ ...asking, ...more }, records, policy)
  return 'not' in answer ? `not: ${answer.not}` : `${answer.state} ${answer.by.map(({ name, self }) => name + (self ? '*' : '')).join('+')} ${answer.findings?.length ?? 'all'}`
}

const rows: readonly (readonly [title: string, actual: () => string, expected: string])[] = [
  ['nobody', () => stand([]), 'not: nobody let exactly this patch through'],
  ['somebody', () => stand([record()]), 'approved Bea 1'],
  ['the author, labelled whatever the case', () => stand([record({ by: ada })]), 'approved Ada* 1'],
  ['the second commit with this patch', () => stand([record()], { nth: 2 }), 'not: its override let another commit with this patch through already, and is good for one'],
  ['a record for the second one lets no first one through', () => stand([record({ nth: 2 })]), 'not: nobody let exactly this patch through'],
  ['said twice is good for two', () => stand([record(), record({ id: 'b', nth: 2 })], { nth: 2 }), 'approved Bea 1'],
  ['of another project', () => stand([record({ project: 'p' })], {}, { approval, id: 'q' }), 'not: nobody let exactly this patch through'],
  ['of this project, or of none', () => stand([record({ project: 'q' }), record({ id: 'b', by: ada })], {}, { approval, id: 'q' }), 'approved Bea+Ada* 1'],
  ['two wanted, one person twice', () => stand([record(), record({ id: 'b', seq: 2 })], {}, { approval: { ...approval, threshold: 2 } }), 'not: 1 of 2 people let it through'],
  ['two wanted, two people, who do not name the same', () => stand([record(), record({ id: 'b', by: ada, findings: [{ ...outside, path: 'lib' }] })], {}, { approval: { ...approval, threshold: 2 } }), 'approved Bea+Ada* 0'],
  ['two wanted, two people', () => stand([record(), record({ id: 'b', by: ada })], {}, { approval: { ...approval, threshold: 2 } }), 'approved Bea+Ada* 1'],
  ['one wanted: each names some', () => stand([record(), record({ id: 'b', findings: [{ ...outside, path: 'lib' }] })]), 'approved Bea 2'],
  ['under deny nothing unsigned is surely another\'s', () => stand([record()], {}, { approval: { ...approval, self: 'deny' } }), 'not: self: deny wants an override by somebody else, and unsigned work may be anybody\'s'],
  ['merged: whoever merged it said yes', () => stand([record({ by: ada })], {}, { approval: { mode: 'merged', threshold: 2, self: 'deny', allowedSigners: 'x' } }), 'approved Ada* 1'],
  ['signed: nobody can tell', () => stand([record()], {}, { approval: { ...approval, mode: 'signed' } }), 'unverified Bea all'],
  ['signed, and nobody said yes', () => stand([], {}, { approval: { ...approval, mode: 'signed' } }), 'not: nobody let exactly this patch through'],
]
for (const [title, actual, expected] of rows) test(title, () => assert.is(actual(), expected))

const file = (path: string, from: string, to: string): FileChange => ({ path, status: 'modified', mode: '100644', oldMode: '100644', oid: to, oldOid: from })
const commit = (id: string, files: readonly FileChange[], parents = ['p']): Commit => ({ commit: id, parents, author: ada, message: { raw: '', subject: '', body: '', trailers: [] }, files })
const override = (...findings: Override['findings'] & object): Override => ({ state: 'approved', by: [{ ...bea, self: false }], reason: 'it is down', findings })
const over = override(outside)

/** Of a path that ends as `end`: brought as it is, changed further by these commits, or not at all. */
function brought(end: FileChange, commits: readonly Commit[], overrides: Readonly<Record<string, Override>> = { o: over }, mixed: readonly FileChange[] = []): string {
  return broughtBy([end], commits, new Map(Object.entries(overrides)), mixed).map(({ path, via }) => [path, ...via].join(' ')).join(', ')
}

const mix = { ...file('db', '2', '3'), parentOids: ['2', '9'] }
const contents: readonly (readonly [title: string, actual: () => string, expected: string])[] = [
  ['as it is', () => brought(file('db', '1', '2'), [commit('o', [file('db', '1', '2')])]), 'db'],
  ['other content', () => brought(file('db', '1', '3'), [commit('o', [file('db', '1', '2')])]), ''],
  ['the same content at another path', () => brought(file('lib', '1', '2'), [commit('o', [file('db', '1', '2')])]), ''],
  ['at a path that is only shown alike', () => brought({ ...file('"a\\351"', '1', '2'), bytes: 'a\xe9' }, [commit('o', [file('"a\\351"', '1', '2')])]), ''],
  ['another mode', () => brought({ ...file('db', '1', '2'), mode: '100755' }, [commit('o', [file('db', '1', '2')])]), ''],
  ['changed further', () => brought(file('db', '1', '3'), [commit('o', [file('db', '1', '2')]), commit('a', [file('db', '2', '3')])]), 'db a'],
  ['changed before', () => brought(file('db', '0', '2'), [commit('a', [file('db', '0', '1')]), commit('o', [file('db', '1', '2')])]), 'db'],
  ['undone, and made otherwise', () => brought(file('db', '1', '3'), [commit('o', [file('db', '1', '2')]), commit('a', [file('db', '1', '3')])]), ''],
  ['by a merge that nobody let through', () => brought(file('db', '1', '3'), [commit('o', [file('db', '1', '2')]), commit('m', [file('db', '2', '3')], ['p', 'q'])]), ''],
  ['mixed by git with what the target did', () => brought(file('db', '9', '3'), [commit('o', [file('db', '1', '2')]), commit('m', [mix], ['p', 'q'])], undefined, [mix]), 'db'],
  ['mixed by git with what another commit did', () => brought(file('db', '9', '3'), [commit('o', [file('db', '1', '2')]), commit('s', [file('db', '1', '9')]), commit('m', [mix], ['p', 'q'])], undefined, [mix]), 'db s'],
  ['mixed by git before, and by hand then', () => brought(file('db', '9', '4'), [commit('o', [file('db', '1', '2')]), commit('m', [mix], ['p', 'q']), commit('h', [{ ...file('db', '3', '4'), parentOids: ['3', '8'] }], ['m', 'r'])], undefined, [mix]), ''],
  ['by a merge that somebody let through', () => brought(file('db', '1', '3'), [commit('m', [{ ...file('db', '2', '3'), parentOids: ['2', '1'] }], ['p', 'q'])], { m: over }), 'db'],
  ['where the base became another meanwhile, and that is dropped', () => brought(file('db', '9', '2'), [commit('o', [file('db', '1', '2')])]), ''],
  ['where that was merged before', () => brought(file('db', '9', '4'), [commit('a', [file('db', '1', '2')]), commit('m', [{ ...file('db', '2', '3'), parentOids: ['2', '9'] }], ['p', 'q']), commit('o', [file('db', '3', '4')])]), 'db'],
  ['in a merge that drops another side', () => brought({ ...file('db', '9', '2'), parentOids: ['9', '2'] }, [commit('o', [file('db', '1', '2')])]), ''],
  ['in a merge of nothing else', () => brought({ ...file('db', '1', '2'), parentOids: ['1', '2'] }, [commit('o', [file('db', '1', '2')])]), 'db'],
  ['to and fro', () => brought(file('db', '1', '1'), [commit('a', [file('db', '1', '2')]), commit('b', [file('db', '2', '1')])]), ''],
  ['two overrides in a row', () => brought(file('db', '1', '3'), [commit('o', [file('db', '1', '2')]), commit('q', [file('db', '2', '3')])], { o: over, q: over }), 'db, db q'],
  ['no overrides', () => brought(file('db', '1', '2'), [commit('o', [file('db', '1', '2')])], {}), ''],
]
for (const [title, actual, expected] of contents) test(`brought: ${title}`, () => assert.is(actual(), expected))

const finding: Finding = { code: 'outside', path: 'db', message: 'm', fix: 'f' }
const check = (more: Partial<Check> = {}): Check => ({ name: 'scope', demand: '', stages: ['ci'], options: { json: {} }, extents: ['commit', 'net'], run: () => [], examples: [] as never, ...more }) as Check
const change = (more: Partial<Change>): Change => ({ extent: 'commit', files: [], ...more }) as Change

/** What becomes of the finding: stands, through, unverified. */
function becomes(more: Partial<Change>, of: { readonly finding?: Partial<Finding>; readonly check?: Partial<Check>; readonly severity?: 'warn' } = {}): string {
  const { stand, through, unverified } = parted(change(more), { check: check(of.check), severity: of.severity ?? 'error' }, [{ ...finding, ...of.finding }], new Set(['a', 'b']))
  return [...stand.map(() => 'stands'), ...through.map(({ override: { state } }) => state), ...unverified.map(() => 'unverified')].join(' ')
}
const net = (...via: readonly string[]): Partial<Change> => ({ extent: 'net', brought: [{ path: 'db', key: 'db', by: over, via }] })

const fates: readonly (readonly [title: string, actual: () => string, expected: string])[] = [
  ['no override', () => becomes({}), 'stands'],
  ['named', () => becomes({ override: over }), 'approved'],
  ['another check', () => becomes({ override: over }, { check: { name: 'sot' } }), 'stands'],
  ['another code', () => becomes({ override: over }, { finding: { code: 'denied' } }), 'stands'],
  ['another path', () => becomes({ override: over }, { finding: { path: 'lib' } }), 'stands'],
  ['no path where one is named', () => becomes({ override: override({ check: 'scope', code: 'outside' }) }), 'stands'],
  ['nothing named', () => becomes({ override: override() }), 'stands'],
  ['all of them', () => becomes({ override: { state: 'break-glass', by: [], reason: '' } }), 'break-glass'],
  ['a warning needs nobody', () => becomes({ override: over }, { severity: 'warn' }), 'stands'],
  ['nobody can tell', () => becomes({ override: { state: 'unverified', by: [], reason: 'r' } }), 'unverified'],
  ['net: the path that it brought, whatever the code', () => becomes(net(), { finding: { code: 'denied' } }), 'approved'],
  ['net: another path', () => becomes(net(), { finding: { path: 'lib' } }), 'stands'],
  ['net: another check', () => becomes(net(), { check: { name: 'sot' } }), 'stands'],
  ['net: about no path', () => becomes({ extent: 'net', brought: [{ path: 'db', key: 'db', by: override({ check: 'scope', code: 'outside' }), via: [] }] }, { finding: { path: undefined as never } }), 'stands'],
  ['net: changed further by commits that the check judged', () => becomes(net('a', 'b')), 'approved'],
  ['net: changed further by one that it did not judge', () => becomes(net('a', 'c')), 'stands'],
]
for (const [title, actual, expected] of fates) test(`finding: ${title}`, () => assert.is(actual(), expected))

test.run()
