// A gate's output → how many tests ran. Of one run only the summary that comes last counts, since a test can print what looks
// like one; runs in several workspaces are told apart by what npm, pnpm and turbo print before each, and are added up.
import type { Counts } from '../evidence.ts'
import { runners } from './index.ts'
import { plainLines } from './plain.ts'
import { sum } from './runner.ts'

/** Counts the tests in a command's output; undefined where no known runner has summed up. */
export function countsOf(output: string): Counts | undefined {
  const found = runsOf(plainLines(output)).flatMap((lines) => {
    const summaries = runners.flatMap(({ name, find }) => find(lines).map(({ at, tally }) => ({ name, at, tally })))
    const last = summaries.reduce<(typeof summaries)[number] | undefined>((best, one) => (!best || one.at > best.at ? one : best), undefined)
    return last ? [last] : []
  })
  return found.length === 0 ? undefined : { runner: [...new Set(found.map(({ name }) => name))].join(' + '), ...sum(found.map(({ tally }) => tally)) }
}

// `packages/a test$ node --test`, then `packages/a test: …` (pnpm); `a:test: > a@1.0.0 test` (turbo).
const opens = [/^(\S+ \S+)\$ \S/, /^(\S+:\S+): > \S+@\S+ \S+$/]

/** The lines of each run: by prefix where several packages print at the same time, and from one banner of npm to the next. */
function runsOf(lines: readonly string[]): readonly (readonly string[])[] {
  const prefixes = [...new Set(lines.flatMap((line) => opens.flatMap((open) => open.exec(line)?.slice(1, 2) ?? [])))].map((name) => `${name}: `)
  const streams = new Map<string, string[]>([['', []]])
  for (const line of lines) {
    const prefix = prefixes.length === 0 ? '' : prefixes.find((own) => line.startsWith(own)) ?? ''
    const stream = streams.get(prefix) ?? []
    streams.set(prefix, stream)
    stream.push(line.slice(prefix.length))
  }
  return [...streams.values()].flatMap(byBanner)
}

/** npm prints an empty line, `> name@version script` and `> command`. */
function byBanner(lines: readonly string[]): readonly (readonly string[])[] {
  const starts = lines.flatMap((line, i) => (/^> (?:\S+@\S* )?\S+$/.test(line) && /^> \S/.test(lines[i + 1] ?? '') && (i === 0 || lines[i - 1] === '') ? [i] : []))
  return [0, ...starts].map((from, i) => lines.slice(from, starts[i] ?? lines.length))
}
