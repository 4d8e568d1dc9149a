// The shorthand of examples, for docs, tests and `drift selftest`: a few lines of text become a whole Change.
import { createHash } from 'node:crypto'
import type { Bound, Change, FileChange, Message, OtherName, Plan } from './change.ts'
import type { Finding } from './finding.ts'
import type { Check, Example, Found } from './plugin.ts'

const absent = { mode: '000000', oid: '0'.repeat(40) }

// Letter → status, mode before, mode after.
const kinds: Readonly<Record<string, readonly [status: FileChange['status'], oldMode: string, mode: string]>> = {
  A: ['added', absent.mode, '100644'],
  M: ['modified', '100644', '100644'],
  D: ['deleted', '100644', absent.mode],
  L: ['added', absent.mode, '120000'],
  S: ['added', absent.mode, '160000'],
  X: ['modified', '100644', '100755'],
}

/** An approved plan that allows `src/**` and `test/**`: what binds an example unless it says otherwise. */
export const examplePlan: Plan = {
  id: 'example-plan',
  digest: 'e'.repeat(40),
  closed: false,
  intent: {
    format_version: 1, id: 'example-plan', title: 'Limit login attempts', goal: 'Nobody can guess a password by trying', kind: 'feature', risk: 'low',
    constraints: [], non_goals: [], allowed_files: ['src/**', 'test/**'], denied_files: [], acceptance: ['the sixth attempt is refused'],
  },
  test_contract: { format_version: 1, gates: [], locked_files: [] },
  commit_plan: { format_version: 1, units: [] },
  standing: { state: 'approved', reason: 'approved', by: [{ name: 'Ada', email: 'ada@example.org', self: false }], paths: [] },
}

/** The policy of an example: the defaults of a config. */
export const examplePolicy: Change['policy'] = {
  plans: { dir: '.drift/plans', required: true, generated: [], lanes: [] },
  approval: { mode: 'recorded', threshold: 1, self: 'label', allowedSigners: '.drift/allowed_signers' },
}

/** An example's change. `parse` takes its message apart; what `given` says wins. Throws where the shorthand is malformed. */
export function exampleChange(example: Pick<Example, 'change' | 'message' | 'texts' | 'given'>, parse: (raw: string) => Message): Change {
  const { given = {}, texts = {}, message } = example
  const { extent = 'commit', bound = 'plan' } = given
  const files = example.change.map((line) => fileOf(line, texts))
  const stranger = Object.keys(texts).find((path) => !files.some((file) => file.path === path))
  if (stranger) throw new Error(`texts of ${stranger}, which is not in the change`)
  return {
    stage: 'ci', extent, bound, files,
    because: bound === 'plan' ? `plan ${examplePlan.id}` : bound,
    ...(extent === 'staged' || extent === 'net' ? {} : { commit: 'c'.repeat(40), author: { name: 'Grace', email: 'grace@example.org' } }),
    ...(message === undefined ? {} : { message: parse(message) }),
    plans: isByPlan(bound) ? [examplePlan] : [], also: [], elsewhere: [], faults: [],
    policy: examplePolicy, seen: {},
    ...given,
  }
}

/** What the check says differently from what its example expects; empty where the example holds. */
export async function runExample(check: Check, example: Example, parse: (raw: string) => Message): Promise<string[]> {
  const found = (await foundIn(check, example, parse)).map(lineOf)
  const { findings: expected } = example
  return Array.from({ length: Math.max(expected.length, found.length) }, (_, i) => i)
    .filter((i) => expected[i] === undefined || !found[i]?.includes(expected[i]))
    .map((i) => `finding ${i + 1}: expected ${expected[i] === undefined ? 'none' : `"${expected[i]}"`}, was ${found[i] === undefined ? 'none' : `"${found[i]}"`}`)
}

/** What a check says of its example. */
export async function foundIn(check: Check, example: Example, parse: (raw: string) => Message): Promise<Found[]> {
  // The clone proves that a change is plain data: it can cross a worker thread.
  const change = structuredClone(exampleChange(example, parse))
  const found: Found[] = []
  if (check.skip?.(change, example.options) === undefined) {
    for await (const finding of check.run(change, example.options)) found.push(finding)
  }
  return found
}

/** `path:line: message`, as an example's findings are written. */
function lineOf({ path, line, message }: Pick<Finding, 'path' | 'line' | 'message'>): string {
  return `${path === undefined ? '' : `${path}${line === undefined ? '' : `:${line}`}: `}${message}`
}

function isByPlan(bound: Bound): boolean {
  return bound === 'plan' || bound === 'merge' || bound === 'net'
}

function fileOf(line: string, texts: NonNullable<Example['texts']>): FileChange {
  const [, letter = '', path = '', ranges, how, other = ''] = /^([AMDLSX]) (\S|\S.*?\S)(?: \+([\d,-]+))?(?: \((link|way|twin|like|speaks) of (\S+)\))?$/.exec(line) ?? []
  const kind = kinds[letter]
  if (!kind) throw new Error(`not a line of shorthand (A, M, D, L, S or X, a path, perhaps +1-10,12, perhaps (twin of README)): ${line}`)
  const [status, oldMode, mode] = kind
  const [before, after] = told(texts, path) ?? [undefined, undefined]
  if ((before === null && status !== 'added') || (after === null && status !== 'deleted') || (before && status === 'added') || (after && status === 'deleted')) {
    throw new Error(`the texts of ${path} do not fit "${line}"`)
  }
  const named = how === undefined ? {} : how === 'speaks' ? { speaksOf: other } : { names: [{ path: other, how: how as OtherName['how'] }] }
  const added = ranges ? ranges.split(',').flatMap(numbers) : status === 'added' && after ? numbers(`1-${after.replace(/\n$/, '').split('\n').length}`) : undefined
  return {
    path, status, mode, oldMode,
    oid: status === 'deleted' ? absent.oid : blobId(after ?? (letter === 'X' ? `before of ${path}` : `after of ${path}`)),
    oldOid: status === 'added' ? absent.oid : blobId(before ?? `before of ${path}`),
    ...named,
    ...(added ? { added, lines: added.length, volume: { lines: added.length, bytes: after === undefined || after === null ? added.length : bytes(after).length } } : {}),
    ...(typeof before === 'string' ? { before } : {}),
    ...(typeof after === 'string' ? { after } : {}),
    ...(told(texts, path) ? { raw: { ...(typeof before === 'string' ? { before: bytes(before) } : {}), ...(typeof after === 'string' ? { after: bytes(after) } : {}), parents: [] } } : {}),
  }
}

// A path may be called `constructor`.
function told(texts: NonNullable<Example['texts']>, path: string): readonly [before: string | null, after: string | null] | undefined {
  return Object.hasOwn(texts, path) ? texts[path] : undefined
}

function numbers(range: string): number[] {
  const [, from = '', to = from] = /^([1-9]\d*)(?:-([1-9]\d*))?$/.exec(range) ?? []
  if (!from || Number(to) < Number(from)) throw new Error(`not a range of line numbers: ${range}`)
  return Array.from({ length: Number(to) - Number(from) + 1 }, (_, i) => Number(from) + i)
}

function bytes(text: string): string {
  return Buffer.from(text).toString('latin1')
}

function blobId(text: string): string {
  return createHash('sha1').update(`blob ${Buffer.byteLength(text)}\0${text}`).digest('hex')
}
