// Proves that the installed hook blocks here: a planted bad plan, in a copy of the index that git itself hands to the hook.
import { copyFile, chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { git, gitLine } from '../git/exec.ts'
import { folderForNow, readingAlso } from '../git/stores.ts'
import { look } from './files.ts'
import { huskyIdle } from './husky.ts'
import { managerHere, managerIdle, type Found, type Lack } from './managers/find.ts'
import { findBlock, ownerOf } from './marks.ts'
import { hooksPlace, ownHooks, type HooksPlace } from './place.ts'
import { managedFile, type HookEvent } from './program.ts'
import { asInShell } from './shell.ts'

/** Whether drift blocked the planted change, and what the hook said. */
export interface Fired {
  readonly blocked: boolean
  readonly output: string
  /** What runs git's hooks here: husky, or another hook manager. */
  readonly manager?: string
  /** What makes the manager lead to drift; then nothing was fired. */
  readonly fix?: string
}

const anyExit = Array.from({ length: 255 }, (_, i) => i + 1)

/**
 * Fires a hook of a worktree, drift's part alone, at a plan file that is none: staged, or in a commit that is pushed to a
 * repository made for that. Worktree, index, refs and object store stay as they are; what a package manager put into our
 * environment is taken out. A hook that blocks only because it found no drift has judged nothing: that is not `blocked`.
 */
export async function fire(root: string, event: HookEvent = 'pre-commit', plans = '.drift/plans'): Promise<Fired> {
  const place = await hooksPlace(root)
  const found = await managerHere(place)
  const manager = place.husky === undefined ? found?.manager.name : 'husky'
  const idle = found ? await managerIdle(place, found) ?? await unfound(place, found, event) : await notOurs(place, event)
  if (idle !== undefined) return { blocked: false, output: idle.said, ...manager !== undefined ? { manager } : {}, ...idle.fix !== undefined ? { fix: idle.fix } : {} }
  const temp = await folderForNow('fire')
  try {
    const planted = await plant(place.root, temp, `${plans}/drift-canary/intent.json`)
    const shot: Shot = { event, env: planted.env, args: await argsFor(event, place.root, temp, planted) }
    if (place.husky !== undefined) return { ...await runBlock(place, place.husky, shot), manager: 'husky' }
    return found ? { ...await runAlone(place, shot, `. ./${managedFile}`), manager: found.manager.name } : await run(place.root, shot, [])
  } finally {
    await rm(temp, { recursive: true, force: true })
  }
}

/** A hook, and the git that runs it. */
interface Shot {
  readonly event: HookEvent
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/** What git is called with so that it runs a hook; git 2.39 can only give pre-push its lines by pushing. */
async function argsFor(event: HookEvent, root: string, temp: string, { env, entry }: Planted): Promise<readonly string[]> {
  if (event === 'pre-commit') return ['hook', 'run', '--ignore-missing', event]
  if (event === 'commit-msg') {
    await writeFile(join(temp, 'message'), 'feat: a planted bad change\n')
    return ['hook', 'run', '--ignore-missing', event, '--', join(temp, 'message')]
  }
  // A commit of HEAD's tree and the plan: what is staged may be in the middle of a merge.
  const options = { cwd: root, env: { ...env, ...nobody, GIT_INDEX_FILE: join(temp, 'pushed') } }
  const [format, head] = [await gitLine(['rev-parse', '--show-object-format'], options), await gitLine(['rev-parse', '--verify', '--quiet', 'HEAD^{commit}'], { ...options, accept: [1] })]
  await git([...whole, 'read-tree', head === '' ? '--empty' : head], options)
  await git([...whole, 'update-index', '--add', '--cacheinfo', entry], options)
  const commit = await gitLine(['commit-tree', await gitLine([...whole, 'write-tree'], options), ...head === '' ? [] : ['-p', head], '-m', 'feat: a planted bad change'], options)
  await git(['init', '--quiet', '--bare', `--object-format=${format}`, join(temp, 'remote')], { cwd: temp, foreign: true })
  return ['push', '--dry-run', '--quiet', join(temp, 'remote'), `${commit}:refs/heads/drift-canary`]
}

// A split index would write its shared half into the git directory.
const whole = ['-c', 'core.splitIndex=false']
const nobody = { GIT_AUTHOR_NAME: 'drift', GIT_AUTHOR_EMAIL: 'drift@localhost', GIT_COMMITTER_NAME: 'drift', GIT_COMMITTER_EMAIL: 'drift@localhost' }

/** Why nothing is fired. A hook that is not drift's is never run: it may stash. */
async function notOurs(place: HooksPlace, event: HookEvent): Promise<Lack | undefined> {
  const { root, dir, husky, kind } = place
  const path = join(dir, event)
  const owner = husky === undefined ? ownerOf((await look(path))?.text) : undefined
  const said = husky !== undefined ? await huskyIdle(root, husky) : owner === 'absent' ? `${path} does not exist` : owner === 'foreign' ? `${path} is not drift's, so it was not run` : undefined
  // Init does not write there, where other repositories look, too.
  return said === undefined ? undefined : { said, ...kind === 'outside' ? { fix: `${ownHooks(place)}, then: drift init` } : {} }
}

/** Whether a manager's hook finds the manager, as git runs it. */
async function unfound(place: HooksPlace, { manager }: Found, event: HookEvent): Promise<Lack | undefined> {
  if (!manager.asks) return undefined
  const { output } = await runAlone(place, { event, env: {}, args: ['hook', 'run', event] }, manager.asks(await readFile(join(place.dir, event), 'utf8')))
  return /^v?\d+\.\d+/m.test(output) ? undefined : { said: `${join(place.dir, event)} finds no ${manager.name}, so git runs nothing${output ? `: ${output.trim()}` : ''}`, fix: `Install ${manager.name}, or put it on PATH.` }
}

/** The bad change: the environment that shows it to git, and its entry in an index. */
interface Planted {
  readonly env: Readonly<Record<string, string>>
  readonly entry: string
}

/** Puts the bad change into an index and an object store of its own. */
async function plant(root: string, temp: string, path: string): Promise<Planted> {
  const [index, objects] = (await gitLine(['rev-parse', '--path-format=absolute', '--git-path', 'index', '--git-path', 'objects'], { cwd: root })).split(/\r?\n/) as [string, string]
  await copyFile(index, join(temp, 'index')).catch((error: NodeJS.ErrnoException) => { if (error.code !== 'ENOENT') throw error })
  await mkdir(join(temp, 'objects'))
  const env = { GIT_INDEX_FILE: join(temp, 'index'), GIT_OBJECT_DIRECTORY: join(temp, 'objects'), ...readingAlso(objects) }
  const blob = await gitLine(['hash-object', '-w', '--stdin'], { cwd: root, env, input: 'not a plan\n' })
  const entry = `100644,${blob},${path}`
  await git([...whole, 'update-index', '--add', '--cacheinfo', entry], { cwd: root, env })
  return { env, entry }
}

async function run(root: string, { event, env, args }: Shot, settings: readonly string[]): Promise<Fired> {
  const ran = await git([...settings, ...args], { cwd: root, env: { ...env, ...asInShell(process.env), DRIFT_FIRE: '1' }, accept: anyExit })
  const output = [ran.stdout.toString('utf8'), ran.stderr].filter((text) => text !== '').join('\n')
  const judged = output.split(/\r?\n/).some((line) => line.startsWith('drift: ') && !line.startsWith(`drift: ${event}: `))
  return { blocked: ran.code !== 0 && judged, output }
}

/** Fires drift's block of a husky file alone: the other lines may stash. */
async function runBlock(place: HooksPlace, husky: string, shot: Shot): Promise<Fired> {
  const path = join(husky, shot.event)
  const block = findBlock(await readFile(path, 'utf8').catch(() => ''), path)
  return block ? runAlone(place, shot, `set -e\n${block.text}`) : { blocked: false, output: `${path} has no lines of drift` }
}

/** Has git run these lines of sh as the hook, in the git directory, as /tmp may forbid programs. */
async function runAlone({ root, gitDir }: HooksPlace, shot: Shot, lines: string): Promise<Fired> {
  const dir = await mkdtemp(join(gitDir, 'drift-fire-'))
  try {
    await writeFile(join(dir, shot.event), `#!/bin/sh\n${lines}\n`)
    await chmod(join(dir, shot.event), 0o755)
    return await run(root, shot, ['-c', `core.hooksPath=${dir}`])
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}
