// Packages that policy comes from: where they are installed, and whether that is what a commit's lock file names.
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { commitOf, entriesOf } from './cli-plugin-base.ts'
import { largest, tooLarge, type ReadFile } from './config/read.ts'
import { packageOf, presetFiles } from './config/places.ts'
import { parseData } from './config/parse.ts'
import type { PresetFile } from './config/resolve.ts'
import { presets } from './config/presets.ts'
import { DriftError, messageOf } from './error.ts'
import { folded, shortened, unnumbered } from './folded.ts'
import { managers, type Entries, type Manager } from './lock-files.ts'
import { nearest } from './text.ts'

/** Two trees: the one whose lock file counts, and the one that is judged, which must not hold what judges it. */
export interface Locking {
  readonly base: ReadFile
  readonly head: ReadFile
}

/** Reads the preset of an installed package as data. DriftError: 3 where it cannot be had, or is not what `locking` names; 2 where it is no JSON or YAML. */
export async function presetOf(name: string, root: string, locking?: Locking): Promise<PresetFile> {
  const { name: of, file } = packageOf(name)!
  const folder = folderOf(of, root)
  if (folder === undefined) throw absent(name, root)
  if (locking) await asLocked(of, 'preset', root, locking)
  const there = (file === undefined ? presetFiles : [file]).filter((one) => statSync(join(folder, one), { throwIfNoEntry: false })?.isFile())
  if (there.length > 1) throw new DriftError(`preset ${name} is there twice: ${there.join(' and ')} of ${folder}`, `Name one: ${of}/${there[0]}`, 3)
  const [one] = there
  if (one === undefined) throw new DriftError(`${name} holds no preset: there is no ${file ?? presetFiles.join(' or ')} in ${folder}`, 'Name a package that has one, with the file where it is called otherwise: "<package>/<file>.json".', 3)
  const shown = `node_modules/${of}/${one}`
  if (statSync(join(folder, one)).size > largest) throw tooLarge(shown)
  const text = readFileSync(join(folder, one), 'utf8')
  return { file: shown, text, data: await parseData(text, shown) }
}

/** The folder of a package, found as node does: in node_modules of the root, and of the folders above. */
function folderOf(name: string, root: string): string | undefined {
  for (let at = resolve(root); ; at = dirname(at)) {
    const folder = join(at, 'node_modules', name)
    if (existsSync(folder)) return folder
    if (at === dirname(at)) return undefined
  }
}

function absent(name: string, root: string): DriftError {
  if (existsSync(join(root, '.pnp.cjs'))) return new DriftError(`preset ${name} cannot be read: Yarn's Plug'n'Play keeps packages in archives, which only code of the repository opens`, 'Copy the preset to .drift/packs/ and extend that; or let Yarn write node_modules (nodeLinker: node-modules).', 3)
  const near = nearest(`drift:${name}`, Object.keys(presets))
  return new DriftError(`preset ${name} is not installed: no node_modules from ${root} upwards holds it${near ? ` (did you mean "${near}"?)` : ''}`, 'Install what the repository locks (npm ci), or copy the preset to .drift/packs/ and extend that.', 3)
}

/** The folder of a package. Throws (exit 3) unless it comes from outside of the change, and is what the base locks; of code (a plugin) all that was installed with it must be as well. */
export async function asLocked(name: string, as: 'preset' | 'plugin', root: string, { base, head }: Locking): Promise<string> {
  const at = commitOf(base)
  const instead = as === 'preset' ? 'copy the preset to .drift/packs/ and extend that' : 'put the plugin into the repository as one file'
  const blind = (wrong: string, fix = `Install where drift runs what ${at} locks (npm ci --ignore-scripts there, or its like); where the target has moved on, bring the branch up to date; or ${instead}.`) => new DriftError(`${as} ${name} ${wrong}, and what a change brings must not judge it`, fix, 3)
  if (entriesOf(await head('')).some(({ name: one }) => isModules(one))) throw blind('cannot be told from the change, which holds node_modules itself', `Take node_modules out of the repository, and install the ${as} where drift runs.`)
  const folder = folderOf(name, root)
  if (folder === undefined) throw as === 'preset' ? absent(name, root) : blind('is not installed')
  const real = relative(realpathSync(root), realpathSync(folder)).split(sep)
  if (real[0] !== '..' && real[0] !== 'node_modules' && !real[0]!.includes(':')) throw blind(`lies in the change itself (node_modules leads to ${real.join('/')})`, `Use one that is published; or ${instead}.`)
  const top = folder.slice(0, -name.length)
  const compared: string[] = []
  for (const manager of managers.filter(({ record }) => existsSync(join(top, record)))) {
    const lock = await lockOf(manager, base)
    if (!lock) continue
    compared.push(lock.file)
    let wrong: string | undefined
    try {
      wrong = await otherThan(manager, { name, top, whole: as === 'plugin' }, lock, { base, head })
    } catch (error) {
      wrong = `cannot be compared with ${lock.file} of ${at}: ${messageOf(error).split('\n')[0]}`
    }
    if (wrong) throw blind(wrong)
  }
  if (compared.length === 0) throw blind(`was installed by nothing that ${at} locks (${managers.map(({ locks, record }) => `${locks.at(-1)} with node_modules/${record}`).join(', ')})`)
  return folder
}

// Names that some file system takes for node_modules: the folder would be the change's there.
function isModules(name: string): boolean {
  const bytes = Buffer.from(name).toString('latin1')
  return folded(bytes) === folded('node_modules') || unnumbered(bytes) === shortened('node_modules')
}

const yaml = async () => (await import('./config/yaml.ts')).loadYaml

interface Lock {
  readonly file: string
  readonly text: string
}

async function lockOf({ locks, mine }: Manager, read: ReadFile): Promise<Lock | undefined> {
  for (const file of locks) {
    const found = await read(file)
    const text = found && new TextDecoder().decode(found.content)
    if (text !== undefined && mine?.(text) !== false) return { file, text }
  }
  return undefined
}

/** What a tree's package.json asks for under a name; '' where it does not. */
async function wantedIn(read: ReadFile, name: string): Promise<string> {
  const found = await read('package.json')
  try {
    const { dependencies, devDependencies, optionalDependencies } = JSON.parse(new TextDecoder().decode(found?.content)) as Readonly<Record<string, Readonly<Record<string, string>>>>
    return String({ ...optionalDependencies, ...devDependencies, ...dependencies }[name] ?? '')
  } catch {
    return ''
  }
}

/** In what the installed package is not the locked one; undefined where it is. */
async function otherThan(manager: Manager, { name, top, whole }: { readonly name: string; readonly top: string; readonly whole: boolean }, { file, text }: Lock, { base, head }: Locking): Promise<string | undefined> {
  const at = commitOf(base)
  const wanted = await wantedIn(base, name)
  const load = await yaml()
  const [locked, installed] = [manager.locked(text, load), manager.installed(readFileSync(join(top, manager.record), 'utf8'), load)]
  const [one, other] = [locked.own(name, wanted), installed.own(name, wanted)]
  if (!one) return `is not in ${file} of ${at}`
  if (one.proof === undefined) return `is in ${file} of ${at} without anything that proves its content`
  const { version } = JSON.parse(readFileSync(join(top, name, 'package.json'), 'utf8')) as { readonly version?: unknown }
  if (other?.proof !== one.proof || version !== one.version) return `is installed as ${String(version)}, and ${file} of ${at} names another (${one.version}, by its integrity)`
  const keys = whole ? [...installed.all.keys()] : []
  const strange = keys.find((key) => !locked.all.has(key) || (!manager.versionsOnly && locked.all.get(key) !== installed.all.get(key)))
  if (strange !== undefined) return `was installed together with ${strange}, which ${file} of ${at} does not name so`
  return manager.versionsOnly ? changedSince(locked, (await lockOf(manager, head))?.text, (text) => manager.locked(text, load), [one.proof, ...keys], await sameFile('.yarnrc.yml', base, head)) : undefined
}

// The record tells versions alone: which contents those have, an install of the change's own lock file and registry would decide.
function changedSince(locked: Entries, text: string | undefined, read: (text: string) => Entries, keys: readonly string[], sameSettings: boolean): string | undefined {
  if (!sameSettings) return 'was installed by a package manager that the change may steer (.yarnrc.yml)'
  const now = text === undefined ? undefined : read(text)
  const other = keys.find((key) => now?.all.get(key) !== locked.all.get(key))
  return other === undefined ? undefined : `leaves no record of its content, and the change locks another ${other}`
}

async function sameFile(path: string, a: ReadFile, b: ReadFile): Promise<boolean> {
  const [one, other] = await Promise.all([a(path), b(path)])
  return one?.oid === other?.oid
}

/** A package that two trees lock differently. */
export interface Moved {
  readonly name: string
  /** The lock file that tells it. */
  readonly file: string
  readonly what: string
}

/** Which of these packages the lock files of two trees tell differently. */
export async function movedPackages(names: readonly string[], before: ReadFile, after: ReadFile): Promise<readonly Moved[]> {
  const moved: Moved[] = []
  for (const manager of managers) {
    const [was, is] = await Promise.all([before, after].map((read) => lockOf(manager, read)))
    for (const name of was || is ? names : []) {
      const [wanted, wants] = await Promise.all([before, after].map((read) => wantedIn(read, name)))
      if (was?.text === is?.text && wanted === wants) continue
      const [from, to] = [await saidOf(manager, was?.text, name, wanted!), await saidOf(manager, is?.text, name, wants!)]
      if (from !== to) moved.push({ name, file: (is ?? was)!.file, what: `${from} became ${to}` })
    }
  }
  return moved
}

// Each commit of a range is compared with the one before it, whose lock file was read for that one.
const lately = new Map<string, Entries | undefined>()
const most = { kept: 4, length: 32_000_000 }

/** A lock file's entries; undefined where it cannot be read. */
async function entriesIn({ name, locked }: Manager, text: string): Promise<Entries | undefined> {
  const key = `${name} ${createHash('sha256').update(text).digest('hex')}`
  if (lately.has(key)) return lately.get(key)
  let entries: Entries | undefined
  try {
    entries = text.length > most.length ? undefined : locked(text, await yaml())
  } catch {
    // Told in words below.
  }
  if (lately.size >= most.kept) lately.delete(lately.keys().next().value!)
  lately.set(key, entries)
  return entries
}

async function saidOf(manager: Manager, text: string | undefined, name: string, wanted: string): Promise<string> {
  if (text === undefined) return 'nothing'
  const entries = await entriesIn(manager, text)
  if (!entries) return 'something that cannot be read'
  const one = entries.own(name, wanted)
  if (!one) return 'nothing'
  const content = manager.versionsOnly && one.proof !== undefined ? entries.all.get(one.proof) : one.proof
  return `${one.version} (${content?.split(' ').at(-1) ?? 'of no content that is told'})`
}
