import { test } from 'uvu'
import { tell } from './told.ts'

/** Skips a test and says why; the runner fails a file with a skipped test that has no reason. */
export function skip(name: string, reason: string, suite: { skip(name?: string): void } = test): void {
  if (!reason.trim()) throw new Error(`"${name}" is skipped without a reason`)
  tell({ skipped: name, reason })
  suite.skip(name)
}
