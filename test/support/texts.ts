import { test } from 'uvu'
import * as assert from 'uvu/assert'
import check from '../../checks/test-contract.ts'
import type { Found } from '../../host/check.ts'
import { found } from './found.ts'

/** Files by their paths, before and after a change; null where there is none. */
export type Texts = Readonly<Record<string, readonly [before: string | null, after: string | null]>>
export type Row = readonly [title: string, texts: Texts, ...told: string[]]

const options = { evidence: 'off', exempt: ['**/fixtures/**'] } as const
const unlike = (texts: Texts, change: (text: string) => string): Texts => Object.fromEntries(Object.entries(texts).map(([path, [before, after]]) => [path, [before === null ? null : change(before), after === null ? null : change(after)]]))

async function told(texts: Texts, say: (found: Found) => string): Promise<string[]> {
  const change = Object.entries(texts).map(([path, [before, after]]) => `${before === null ? 'A' : after === null ? 'D' : 'M'} ${path}`)
  return (await found(check, options, change, { texts, given: { extent: 'net', bound: 'net' } })).map(say)
}

/** A test for each row, with either line ends. `~only` stands for what no test file of our own may hold. */
export function tellsOf(rows: readonly Row[], say: (found: Found) => string): void {
  for (const [title, texts, ...expected] of rows) test(title, async () => {
    const all = unlike(texts, (text) => text.replaceAll('~only', `.${'only'}`))
    assert.equal(await told(all, say), expected)
    assert.equal(await told(unlike(all, (text) => text.replaceAll('\n', '\r\n')), say), expected, 'with the line ends of Windows')
  })
}
