// What git tells pre-push on standard input.
import { DriftError } from '../host/check.ts'

/** One ref that is about to be pushed. Ids are all zeros for what does not exist. */
export interface PushedRef {
  readonly localRef: string
  readonly localOid: string
  readonly remoteRef: string
  readonly remoteOid: string
}

/** The lines of pre-push's standard input. DriftError (exit 2) for a line that is none. */
export function parsePushed(input: string): PushedRef[] {
  return input.split('\n').filter((line) => line !== '').map((line) => {
    const match = /^(\S+) ([0-9a-f]{40}|[0-9a-f]{64}) (\S+) ([0-9a-f]{40}|[0-9a-f]{64})$/.exec(line)
    if (!match) throw new DriftError(`pre-push was given a line that git never writes: ${JSON.stringify(line.slice(0, 120))}`, 'Let git call the hook, with its own lines on standard input.')
    const [, localRef, localOid, remoteRef, remoteOid] = match as unknown as [string, string, string, string, string]
    return { localRef, localOid, remoteRef, remoteOid }
  })
}
