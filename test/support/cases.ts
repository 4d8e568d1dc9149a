import { suite } from 'uvu'
import { parseMessage } from '../../git/trailers.ts'
import type { Check, Example } from '../../host/check.ts'
import { runExample } from '../../host/example.ts'

/** A title, the change in shorthand, the findings it must yield (all of them, in order), and what else an example may say. */
export type Row = readonly [title: string, change: readonly string[], findings: readonly string[], extra?: Pick<Example, 'message' | 'texts' | 'given'>]

/** Runs a check over a table of changes: a test a row. */
export function cases<O>(check: Check<O>, options: O, rows: readonly Row[]): void {
  const test = suite(check.name)
  for (const [title, change, findings, extra] of rows) {
    test(title, async () => {
      const wrong = await runExample(check, { title, change, options, findings, ...extra }, parseMessage)
      if (wrong.length > 0) throw new Error(wrong.join('\n    '))
    })
  }
  test.run()
}
