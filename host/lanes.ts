// Lanes: which small, harmless change needs no plan. Pure; what each lane was charged is carried along by the caller.
import type { FileChange } from './change.ts'
import { matches } from './globs.ts'
import type { Glob } from './plugin.ts'
import type { Lane } from './policy.ts'
import { follows, isGuarded, keyOf, type Guards } from './scope.ts'

/** What a lane was charged since the target tip. */
export interface Charge {
  readonly files: ReadonlySet<string>
  readonly lines: number
}

/** What a lane must know beside the files. */
export interface LaneFacts {
  /** The pull request's author; undefined where nobody is asked (not even a lane with `actors`). */
  readonly actor: string | undefined
  readonly askActor: boolean
  /** Globs of files that no lane takes. */
  readonly guards: Guards
  /** Bytes of a blob. */
  readonly sizes: ReadonlyMap<string, number>
}

const defaultBytes = 262_144

/** Bytes up to which a file is compared line by line: git holds both sides of it for that. */
export const comparedBytes = 16 * 1024 * 1024

/** Why a lane does not take these files on top of what it was charged; undefined where it does. */
export function refuses(lane: Lane, files: readonly FileChange[], charged: Charge | undefined, { actor, askActor, guards, sizes }: LaneFacts): string | undefined {
  if (lane.actors && askActor && !(actor && lane.actors.includes(actor))) return `${actor ?? 'the author'} is none of its actors`
  for (const file of files) {
    if (isGuarded(guards, file)) return `${file.path} is protected`
    const modes = [file.mode, file.oldMode].filter((mode) => mode !== '000000')
    if (modes.some((mode) => mode !== '100644' && mode !== '100755')) return `${file.path} is no regular file`
    if (modes.length === 2 && modes[0] !== modes[1]) return `${file.path} changes its mode`
    if (file.status === 'added' && file.mode !== '100644') return `${file.path} is executable`
    if (lane.paths && !fits(lane.paths, file, files)) return `${file.path} is none of its paths`
    const bytes = Math.max(sizes.get(file.oid) ?? 0, sizes.get(file.oldOid) ?? 0)
    if (bytes > (lane.maxBytes ?? defaultBytes)) return `${file.path} has ${bytes} bytes (at most ${lane.maxBytes ?? defaultBytes})`
    if (file.lines === -1) return `${file.path} is no text${bytes > comparedBytes ? `: its ${bytes} bytes are too many to compare lines` : ''}`
  }
  const all = new Set([...(charged?.files ?? []), ...files.map(({ path }) => path)])
  const lines = (charged?.lines ?? 0) + files.reduce((sum, file) => sum + (file.lines ?? 0), 0)
  const before = charged && charged.files.size > 0 ? ' with those of earlier commits' : ''
  if (lane.maxFiles !== undefined && all.size > lane.maxFiles) return `${all.size} files${before} (at most ${lane.maxFiles})`
  if (lane.maxLines !== undefined && lines > lane.maxLines) return `${lines} lines${before} (at most ${lane.maxLines})`
  return undefined
}

function fits(paths: readonly Glob[], file: FileChange, files: readonly FileChange[]): boolean {
  return matches(paths, file) || follows(file, files, paths)
}

/** What a lane has been charged once it took these files. */
export function charge(charged: Charge | undefined, files: readonly FileChange[]): Charge {
  return {
    files: new Set([...(charged?.files ?? []), ...files.map(({ path }) => path)]),
    lines: (charged?.lines ?? 0) + files.reduce((sum, file) => sum + (file.lines ?? 0), 0),
  }
}

/**
 * Which of these files lanes take without any plan, together: a lane without sums takes each file that it likes, one with
 * sums as long as they last. What no lane takes is left out.
 */
export function laneCovered(lanes: readonly Lane[], files: readonly FileChange[], facts: LaneFacts): string[] {
  const charges = new Map<string, Charge>()
  const summed = ({ maxFiles, maxLines }: Lane) => maxFiles !== undefined || maxLines !== undefined
  const takers = [...lanes.filter((lane) => !summed(lane)), ...lanes.filter(summed)]
  return files.filter((file) => {
    const lane = takers.find((l) => refuses(l, [file], charges.get(l.name), facts) === undefined)
    if (lane && summed(lane)) charges.set(lane.name, charge(charges.get(lane.name), [file]))
    return lane !== undefined
  }).map(keyOf)
}
