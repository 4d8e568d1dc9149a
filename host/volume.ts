// How much there is to read in a change: lines, or what its bytes come to where lines are long.
import type { FileChange } from './change.ts'

// A line of prose or of a minified file is as much to read as several lines of code.
const bytesOfALine = 200

/** Lines, and one for every 200 bytes where that is more: a program in one endless line is no small change. */
export function linesToRead({ lines, bytes }: NonNullable<FileChange['volume']>): number {
  return Math.max(lines, Math.ceil(bytes / bytesOfALine))
}
