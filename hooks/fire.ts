// Proves that the installed hook blocks here: a planted bad plan, in a copy of the index that git itself hands to the hook.
import { copyFile, chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { git, gitLine } from '../git/exec.ts'
import { folderForNow, readingAlso } from '../git/stores.ts'
import { look } from './files.ts'
import { huskyIdle } from './husky.ts'
import { findBlock, ownerOf } from './marks.ts'
import { hooksPlace, type HooksPlace } from './place.ts'
import { asInShell } from './shell.ts'

/** Whether drift blocked the planted change, and what the hook said. */
export interface Fired {
  readonly blocked: boolean
  readonly output: string
}

const anyExit = Array.from({ length: 255 }, (_, i) => i + 1)

/**
 * Fires a worktree's pre-commit hook, drift's part alone, at a plan file that is none. Worktree, index, refs and object
 * store stay as they are; what a package manager put into our environment is taken out. A hook that blocks only because it found no drift has judged nothing: that is not `blocked`.
 */
export async function fire(root: string, event: 'pre-commit' = 'pre-commit', plans = '.drift/plans'): Promise<Fired> {
  const place = await hooksPlace(root)
  const idle = await notOurs(place, event)
  if (idle !== undefined) return { blocked: false, output: idle }
  const temp = await folderForNow('fire')
  try {
    const env = await plant(place.root, temp, `${plans}/drift-canary/intent.json`)
    return place.husky === undefined ? await run(place.root, event, env, []) : await runBlock(place, place.husky, event, env)
  } finally {
    await rm(temp, { recursive: true, force: true })
  }
}

/** Why nothing is fired. A hook that is not drift's is never run: it may stash. */
async function notOurs({ root, dir, husky }: HooksPlace, event: string): Promise<string | undefined> {
  if (husky !== undefined) return huskyIdle(root, husky)
  const path = join(dir, event)
  const owner = ownerOf((await look(path))?.text)
  return owner === 'absent' ? `${path} does not exist` : owner === 'foreign' ? `${path} is not drift's, so it was not run` : undefined
}

/** Puts the bad change into an index and an object store of its own, and returns the environment that shows them to git. */
async function plant(root: string, temp: string, path: string): Promise<Record<string, string>> {
  const [index, objects] = (await gitLine(['rev-parse', '--path-format=absolute', '--git-path', 'index', '--git-path', 'objects'], { cwd: root })).split(/\r?\n/) as [string, string]
  await copyFile(index, join(temp, 'index')).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'ENOENT') throw error })
  await mkdir(join(temp, 'objects'))
  const env = { GIT_INDEX_FILE: join(temp, 'index'), GIT_OBJECT_DIRECTORY: join(temp, 'objects'), ...readingAlso(objects) }
  const blob = await gitLine(['hash-object', '-w', '--stdin'], { cwd: root, env, input: 'not a plan\n' })
  // A split index would write its shared half into the git directory.
  await git(['-c', 'core.splitIndex=false', 'update-index', '--add', '--cacheinfo', `100644,${blob},${path}`], { cwd: root, env })
  return env
}

async function run(root: string, event: string, env: Record<string, string>, settings: readonly string[]): Promise<Fired> {
  const ran = await git([...settings, 'hook', 'run', '--ignore-missing', event], { cwd: root, env: { ...env, ...asInShell(process.env), DRIFT_FIRE: '1' }, accept: anyExit })
  const output = [ran.stdout.toString('utf8'), ran.stderr].filter((text) => text !== '').join('\n')
  const judged = output.split(/\r?\n/).some((line) => line.startsWith('drift: ') && !line.startsWith(`drift: ${event}: `))
  return { blocked: ran.code !== 0 && judged, output }
}

/** Fires drift's block of a husky file alone: the other lines may stash. In the git directory, as /tmp may forbid programs. */
async function runBlock({ root, gitDir }: HooksPlace, husky: string, event: string, env: Record<string, string>): Promise<Fired> {
  const path = join(husky, event)
  const block = findBlock(await readFile(path, 'utf8').catch(() => ''), path)
  if (!block) return { blocked: false, output: `${path} has no lines of drift` }
  const dir = await mkdtemp(join(gitDir, 'drift-fire-'))
  try {
    await writeFile(join(dir, event), `#!/bin/sh\nset -e\n${block.text}\n`)
    await chmod(join(dir, event), 0o755)
    return await run(root, event, env, ['-c', `core.hooksPath=${dir}`])
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
