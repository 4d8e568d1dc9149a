// What the parser of one runner's output is made of.
import type { Counts } from '../evidence.ts'

/** Counts without the runner's name. */
export type Tally = Omit<Counts, 'runner'>

/** A summary, and the line (from 0) at which it ends. */
export interface Summary {
  readonly at: number
  readonly tally: Tally
}

/** Finds the summaries of one runner in lines without colours. What looks like one only in part is none. */
export interface Runner {
  readonly name: string
  find(lines: readonly string[]): readonly Summary[]
}

/** A tally whose total is what it holds. */
export function tally(passed: number, failed: number, skipped: number): Tally {
  return { total: passed + failed + skipped, passed, failed, skipped }
}

/** What several came to. */
export function sum(tallies: readonly Tally[]): Tally {
  const of = (key: keyof Tally) => tallies.reduce((all, one) => all + one[key], 0)
  return tally(of('passed'), of('failed'), of('skipped'))
}

/** Lines that stand directly below each other and fit these patterns, one each: what the patterns caught, and where the last one is. */
export function together(lines: readonly string[], patterns: readonly RegExp[]): { readonly at: number; readonly caught: readonly string[] }[] {
  return lines.flatMap((line, i) => {
    if (!patterns[0]!.test(line)) return []
    const found = patterns.map((pattern, j) => pattern.exec(lines[i + j] ?? ''))
    return found.every((match) => match) ? [{ at: i + patterns.length - 1, caught: found.flatMap((match) => match!.slice(1)) }] : []
  })
}

/** `3 passed, 1 skipped` → how many of each word; undefined where anything else stands there. */
export function worded(text: string, separator: string): ReadonlyMap<string, number> | undefined {
  const parts = text.split(separator).map((part) => /^(\d+) ([a-z][a-z ]*)$/.exec(part.trim()))
  return parts.every((part) => part) ? new Map(parts.map((part) => [part![2]!, Number(part![1])])) : undefined
}
