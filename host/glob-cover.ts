// Whether one list of globs takes every path that another takes. Said only where it can be proved: what is not proved is not covered.
import { parseGlob } from './glob-grammar.ts'
import { matches } from './globs.ts'

/** A part of a path between slashes: a name as it is, or a pattern; the pattern `**` is any number of names, at the end at least one. */
interface Segment {
  readonly text: string
  readonly literal: boolean
}

/** Paths that `inner` takes and `outer` is not known to take, by the patterns of `inner` that take them; empty where `outer` covers all. */
export function notCovered(outer: readonly string[], inner: readonly string[]): string[] {
  const wide = parted(outer)
  const narrow = parted(inner)
  const covered = (alternative: string) => narrow.dropped.some((glob) => within(alternative, glob)) || (
    wide.taken.some(({ glob }) => within(alternative, glob))
    && wide.dropped.every((hole) => apart(alternative, hole) || narrow.dropped.some((glob) => within(hole, glob))))
  return [...new Set(narrow.taken.filter(({ glob }) => !covered(glob)).map(({ from }) => from))]
}

/** Alternatives that a list takes, each with its pattern, and those that it drops again. */
function parted(globs: readonly string[]): { readonly taken: readonly { readonly glob: string; readonly from: string }[]; readonly dropped: readonly string[] } {
  const taken: { glob: string; from: string }[] = []
  const dropped: string[] = []
  for (const from of globs) {
    const parsed = parseGlob(from)
    // No config holds such a pattern; as it stands it covers itself alone.
    if ('wrong' in parsed) taken.push({ glob: from, from })
    else if (parsed.exclude) dropped.push(...parsed.alternatives)
    else taken.push(...parsed.alternatives.map((glob) => ({ glob, from })))
  }
  return { taken: taken.length === 0 && dropped.length > 0 ? [{ glob: '**', from: '**' }] : taken, dropped }
}

function within(inner: string, outer: string): boolean {
  return inner === outer || readings(inner).every((path) => readings(outer).some((wide) => takes(wide, path)))
}

/** Nothing fits both: all paths of a pattern begin as it does, and these two begin differently. */
function apart(a: string, b: string): boolean {
  const [one, two] = [headOf(a), headOf(b)]
  return !one.startsWith(two) && !two.startsWith(one)
}

/** What a pattern takes, as lists of segments: its own text as a file or folder, all below that, and what its wildcards mean. */
function readings(glob: string): readonly (readonly Segment[])[] {
  const below: Segment = { text: '**', literal: false }
  const own = glob.replace(/\/$/, '').split('/').map((text) => ({ text, literal: true }))
  if (glob.endsWith('/')) return [[...own, below]]
  const wild = own.map(({ text }) => ({ text, literal: !/[*?[\\]/.test(text) }))
  return wild.every(({ literal }) => literal) ? [own, [...own, below]] : [wild, own, [...own, below]]
}

/** Whether the first list of segments takes every path that the second one stands for. */
function takes([wide, ...more]: readonly Segment[], path: readonly Segment[]): boolean {
  const [first, ...rest] = path
  if (!wide) return !first
  if (isAny(wide)) return more.length === 0 ? first !== undefined : takes(more, path) || (first !== undefined && takes([wide, ...more], rest))
  return first !== undefined && !isAny(first) && takesName(wide, first) && takes(more, rest)
}

function isAny({ text, literal }: Segment): boolean {
  return text === '**' && !literal
}

function takesName(wide: Segment, name: Segment): boolean {
  if (wide.literal) return name.literal && name.text === wide.text
  if (wide.text === '*') return true
  // Its own text is what a set or an escape does not take.
  if (wide.text === name.text) return !name.literal || !/[[\\]/.test(wide.text)
  if (name.literal) return matches(`x/${wide.text}/x`, `x/${name.text}/x`)
  const [, head, tail] = /^([^*?[\\]*)\*([^*?[\\]*)$/.exec(wide.text) ?? []
  return head !== undefined && headOf(name.text).startsWith(head) && tailOf(name.text).endsWith(tail!)
}

/** The plain text that a pattern begins with. */
function headOf(glob: string): string {
  return /^[^*?[\\]*/.exec(glob)![0]
}

/** The plain text that a pattern with wildcards ends with. */
function tailOf(glob: string): string {
  return /[[\\]/.test(glob) ? '' : /[^*?]*$/.exec(glob)![0]
}
