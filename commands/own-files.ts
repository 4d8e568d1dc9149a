// The files that drift commits when it moves in: what they hold, and what of the package manager's belongs with them.
import { createHash, randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import { fields, git, gitLine } from '../git/exec.ts'
import type { Place } from '../git/place.ts'
import { parseData } from '../host/config/parse.ts'
import { newer } from '../hooks/installed.ts'
import type { HookChange } from '../hooks/change.ts'
import { withoutPrepare } from '../hooks/prepare.ts'
import type { Opened } from '../records/repository.ts'

/** A file to be written whole. */
export interface OwnFile {
  readonly path: string
  readonly before: string | undefined
  readonly after: string
}

/** Keeps conversions away from plans, whose bytes are what is approved. Lessons only grow, at the end: two runs that finish side by side would conflict. */
export const attributes = '* -text -ident -filter\nlessons.jsonl merge=union\n'

/** The text of a config with an `id`, put first, everything else as it stands; undefined where it has one, or where we would have to guess. */
export async function withId(file: string, text: string, id: string | undefined): Promise<string | undefined> {
  if (id !== undefined) return undefined
  const fresh = randomBytes(8).toString('hex')
  const first = (_: string, open: string, blank: string, close: string | undefined) => `${open}${blank}"id": "${fresh}"${close ?? `,${blank}`}`
  const after = file === 'package.json' ? text.replace(/("drift"\s*:\s*\{)(\s*)(\})?/, first)
    : /^\s*\{/.test(text) ? text.replace(/^(\s*\{)(\s*)(\})?/, first)
      : text.replace(/^(---[ \t]*\r?\n)?/, (mark) => `${mark}id: ${fresh}\n`)
  const [was, is] = await Promise.all([text, after].map(async (one) => configIn(file, await parseData(one, file).catch(() => undefined))))
  return isDeepStrictEqual(is, { ...was, id: fresh }) ? after : undefined
}

function configIn(file: string, data: unknown): Json | undefined {
  const config = file === 'package.json' ? (data as Json | undefined)?.['drift'] : data
  return config as Json | undefined
}

/** The branch that work aims at: the remote's default, else one of the usual names, else the one we are on. */
export async function targetBranch({ place, info }: Opened): Promise<{ branch: string; remote: string }> {
  const remotes = (await gitLine(['remote'], place.options)).split('\n').filter(Boolean)
  const remote = remotes.includes('origin') || remotes.length === 0 ? 'origin' : remotes[0]!
  const head = await gitLine(['symbolic-ref', '--short', '-q', `refs/remotes/${remote}/HEAD`], { ...place.options, accept: [1, 128] })
  if (head.startsWith(`${remote}/`)) return { branch: head.slice(remote.length + 1), remote }
  for (const name of ['main', 'master', 'trunk']) if (await info(`refs/heads/${name}`) || await info(`refs/remotes/${remote}/${name}`)) return { branch: name, remote }
  return { branch: place.branch ?? 'main', remote }
}

const locks = ['package-lock.json', 'npm-shrinkwrap.json', 'pnpm-lock.yaml', 'yarn.lock', 'bun.lock', 'bun.lockb', '.pnp.cjs', '.pnp.loader.mjs', 'pnpm-workspace.yaml']

/** What installing git-drift left uncommitted: package.json, if nothing else changed in it, and the lock files. */
export async function installed(opened: Opened): Promise<string[]> {
  const { place: { root } } = opened
  if (!existsSync(join(root, 'package.json'))) return []
  const now = parsed(withoutPrepare(readFileSync(join(root, 'package.json'), 'utf8')))
  const committed = await opened.read('HEAD:package.json')
  const before = committed ? parsed(Buffer.from(committed.content).toString('utf8')) : {}
  if (!now || !before || !drift(now)) return []
  if (committed && (drift(before) !== undefined || !isDeepStrictEqual(without(now), without(before)))) return []
  const lockFiles: string[] = []
  for (const lock of locks.filter((name) => existsSync(join(root, name)))) {
    if (createHash('sha1').update(readFileSync(join(root, lock))).digest('hex') !== await committedHash(opened, lock)) lockFiles.push(lock)
  }
  return ['package.json', ...lockFiles]
}

/** Files of the worktree that changes of hooks are about, from its root. */
export function inWorktree({ place: { root, commonDir } }: Opened, changes: readonly HookChange[] = []): string[] {
  return changes.map(({ path }) => path).filter((path) => !relative(root, path).startsWith('..') && !path.startsWith(`${commonDir}${sep}`)).map((path) => relative(root, path).split(sep).join('/'))
}

/** Which of these paths hold nothing of the user's own: as HEAD has them, or unknown to git. */
export async function untouched({ place }: Opened, paths: readonly string[]): Promise<string[]> {
  if (paths.length === 0) return []
  // Without any commit every file that is staged is an addition.
  const { stdout } = await git(['status', '--porcelain=v1', '-z', '--no-renames', '--untracked-files=no', '--', ...paths.map((path) => `:(top,literal)${path}`)], place.options)
  const touched = new Set(fields(stdout).map((line) => Buffer.from(line.slice(3), 'latin1').toString('utf8')))
  return paths.filter((path) => !touched.has(path))
}

async function committedHash(opened: Opened, path: string): Promise<string | undefined> {
  const blob = await opened.read(`HEAD:${path}`)
  return blob && createHash('sha1').update(blob.content).digest('hex')
}

type Json = Record<string, any>

function parsed(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json
  } catch {
    // Somebody else's broken file: not ours to commit, or to go by.
    return undefined
  }
}

const groups = ['dependencies', 'devDependencies', 'optionalDependencies']
const drift = (json: Json): unknown => groups.map((group) => json[group]?.['git-drift']).find(Boolean)

/** A package.json as it would be without git-drift: a group that held nothing else is gone too. */
function without(json: Json): Json {
  return Object.fromEntries(Object.entries(json).flatMap(([key, value]) => {
    if (!groups.includes(key)) return [[key, value]]
    const { 'git-drift': _, ...rest } = value as Json
    return Object.keys(rest).length > 0 ? [[key, rest]] : []
  }))
}

/** Where drift's own files of one call lie, and where a record of them is kept. */
export function recordFile({ commonDir }: Place): string {
  return join(commonDir, 'drift', 'init.json')
}

/** The files that init wrote, with what they held then, as fingerprints; none where nothing that can be read says so. DriftError (exit 1) for a newer drift's record. */
export function writtenFiles(place: Place): Readonly<Record<string, string>> {
  const { version, files } = parsed(existsSync(recordFile(place)) ? readFileSync(recordFile(place), 'utf8') : '') ?? {}
  if (typeof version === 'number' && version > 1) throw newer(recordFile(place), version)
  return (files ?? {}) as Record<string, string>
}

/** A short name for content, to see later whether somebody changed it. */
export function fingerprint(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
