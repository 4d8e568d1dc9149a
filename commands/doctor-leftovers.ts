// What doctor says of things that a program which was killed left behind.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { shellWord } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'
import type { Looked } from './doctor-hooks.ts'

// git holds its locks for moments; a large repository on a slow disk may take longer.
const old = 60_000

/** Locks that stop git or drift, and folders that nobody needs any more. */
export function leftoversLooked({ place: { gitDir, commonDir } }: Opened, now = Date.now()): readonly Looked[] {
  const locks = [...new Set([join(gitDir, 'index.lock'), join(gitDir, 'HEAD.lock'), join(commonDir, 'packed-refs.lock'), join(commonDir, 'config.lock'), ...below(join(commonDir, 'refs', 'notes', 'drift'))])].filter((path) => path.endsWith('.lock'))
  const stale = locks.flatMap((path) => {
    const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs
    return since === undefined || now - since < old ? [] : [{ path, minutes: Math.round((now - since) / 60_000) }]
  })
  const folders = namesIn(gitDir).filter((name) => name.startsWith('drift-fire-')).map((name) => join(gitDir, name)).filter((path) => now - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? now) > old)
  return [
    ...stale.map(({ path, minutes }): Looked => ({ what: 'locks', state: 'problem', said: `${path} is there for ${minutes} minute${minutes === 1 ? '' : 's'}: a git that was killed left it, and no git writes past it`, fix: `rm -f ${shellWord(path)}` })),
    ...folders.map((path): Looked => ({ what: 'locks', state: 'note', said: `${path} is left of a doctor that was killed`, fix: `rm -rf ${shellWord(path)}` })),
  ]
}

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function below(folder: string): readonly string[] {
  return namesIn(folder).map((name) => join(folder, name))
}
