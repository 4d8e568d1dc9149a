// How large changes are here, and the caps that follow: most of what people did so far still fits.
import type { Counted } from '../../git/history.ts'
import { matches } from '../../host/globs.ts'

/** Files and lines, added plus removed, that so many of a hundred changes stay within. */
export interface Sizes {
  readonly changes: number
  readonly half: Size
  readonly most: Size
}

/** Of one change. */
export interface Size {
  readonly files: number
  readonly lines: number
}

/** Fewer changes say nothing of the next ones. */
export const enough = 30

/** The sizes of these changes, without files of `exempt`; undefined where there are too few. */
export function sizesOf(changes: readonly Counted[], exempt: readonly string[]): Sizes | undefined {
  const counted = changes.map(({ files }) => files.filter((file) => !matches(exempt, file))).filter((files) => files.length > 0)
  if (counted.length < enough) return undefined
  const files = sorted(counted.map(({ length }) => length))
  const lines = sorted(counted.map((all) => all.reduce((sum, { added, removed }) => sum + added + removed, 0)))
  const at = (share: number) => ({ files: percentile(files, share), lines: percentile(lines, share) })
  return { changes: counted.length, half: at(50), most: at(90) }
}

/** The caps for what nine of ten changes stay within, as round numbers within reason. */
export function capsOf({ most }: Sizes): { readonly maxFiles: number; readonly maxLines: number } {
  return { maxFiles: rounded(most.files, 10, 100), maxLines: rounded(most.lines, 200, 2000) }
}

const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b)
const percentile = (numbers: readonly number[], share: number) => numbers[Math.min(numbers.length - 1, Math.ceil((numbers.length * share) / 100) - 1)]!

/** The next of 1, 1.5, 2, 3, 5, 7 × a power of ten. */
function rounded(value: number, least: number, most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)))
  const up = [1, 1.5, 2, 3, 5, 7, 10].map((step) => Math.ceil(step * power)).find((step) => step >= value)!
  return Math.min(most, Math.max(least, up))
}
