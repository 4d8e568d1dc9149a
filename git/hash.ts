// Digests in hex. Not node:crypto, which takes longer to load than a hook has to hash (docs/decisions/001).
import { sha1 } from '@noble/hashes/legacy.js'
import { sha256 } from '@noble/hashes/sha2.js'

const hashes = { sha1, sha256 }

/** The digest, in hex, of these parts one after the other; text counts as UTF-8. */
export function hashOf(format: keyof typeof hashes, ...parts: readonly (string | Uint8Array)[]): string {
  const hash = hashes[format].create()
  for (const part of parts) hash.update(typeof part === 'string' ? Buffer.from(part) : part)
  return Buffer.from(hash.digest()).toString('hex')
}
