// The id that a tree would have without one of its entries: evidence stands on trees without `.drift/`.
import { hashOf } from './hash.ts'

/** Takes the entry `name` out of a tree object's content, and gives the id of what is left. */
export function treeWithout(content: Buffer, name: string, format: 'sha1' | 'sha256'): string {
  const idBytes = format === 'sha1' ? 20 : 32
  const kept: Buffer[] = []
  for (let at = 0; at < content.length;) {
    const nul = content.indexOf(0, at)
    const next = nul + 1 + idBytes
    if (content.toString('latin1', content.indexOf(32, at) + 1, nul) !== name) kept.push(content.subarray(at, next))
    at = next
  }
  const body = Buffer.concat(kept)
  return hashOf(format, `tree ${body.length}\0`, body)
}
