// What joining a hook manager changes in the worktree, and what leaving it does.
import { join } from 'node:path'
import { DriftError } from '../../host/error.ts'
import type { HookChange } from '../change.ts'
import { freePath, look } from '../files.ts'
import { cutBlock, findBlocks, ownerOf } from '../marks.ts'
import type { HooksPlace } from '../place.ts'
import { withoutPrepare } from '../prepare.ts'
import { hookEvents, managedFile, managedProgram } from '../program.ts'
import { configured, type Found } from './find.ts'
import { managers } from './index.ts'
import { lefthookFile } from './lefthook.ts'

/** Files that bring drift into the manager's configuration. Nothing is written; DriftError (exit 1) where it is not text. */
export async function planJoin({ root }: HooksPlace, { manager, file, seen }: Found): Promise<HookChange[]> {
  if (!seen.exact) throw new DriftError(`${file} is not UTF-8 text`, 'Make it so, then run init again.', 1)
  const { text, beside = {} } = await manager.join?.(seen.text, file) ?? { text: undefined }
  const wanted: readonly (readonly [path: string, text: string | undefined])[] = [...Object.entries(beside), [file, text]]
  const changes = [await planProgram(root), ...await Promise.all(wanted.map(([path, text]) => text === undefined ? undefined : planText(join(root, path), text)))]
  return changes.filter((change) => change !== undefined)
}

async function planProgram(root: string): Promise<HookChange | undefined> {
  const path = join(root, managedFile)
  const [seen, after] = [await look(path), managedProgram()]
  const change = { path, before: seen?.text, after, mode: 0o755 }
  if (ownerOf(seen?.text) === 'edited' || ownerOf(seen?.text) === 'foreign') return { ...change, keepAs: await freePath(`${path}.drift-kept`) }
  return seen?.text === after && (process.platform === 'win32' || (seen.mode & 0o111) === 0o111) ? undefined : change
}

async function planText(path: string, after: string | undefined): Promise<HookChange | undefined> {
  const seen = await look(path)
  if (seen?.text === after) return undefined
  const change = { path, before: seen?.text, after, mode: seen?.mode ?? 0o644 }
  return seen && findBlocks(seen.text, path).some(({ edited }) => edited) ? { ...change, keepAs: await freePath(`${path}.drift-kept`) } : change
}

/** What a file of the worktree is without drift; of package.json more than one has a part. */
const leavers: readonly (readonly [file: string, leave: (text: string) => string])[] = [
  ...managers.flatMap(({ files, uses, leave }) => leave ? files.map((file) => [file, (text: string) => (uses?.(text, file) ?? true) ? leave(text, file) : text] as const) : []),
  [lefthookFile, (text) => cutBlock(text, lefthookFile)],
  ['package.json', withoutPrepare],
]

/** Files that take drift out of every manager's configuration in the worktree, and of the hooks that one copied it into. */
export async function planLeave({ root, dir, kind }: HooksPlace, made: readonly string[]): Promise<HookChange[]> {
  const inHooks = kind === 'outside' ? [] : hookEvents.flatMap((event) => [
    ...managers.flatMap((manager) => manager.copies ? [planCopy(join(dir, event), (hook) => manager.owns(hook) ? manager.copies!(hook) : hook)] : []),
    // What pre-commit and lefthook make of a hook of drift's that they found.
    ...['legacy', 'old'].map((end) => planRemoval(join(dir, `${event}.${end}`), ['drift'])),
  ])
  const steps = [planRemoval(join(root, managedFile)), ...[...new Set(leavers.map(([file]) => file))].map((file) => planLeaving(root, file, made)), ...inHooks]
  return (await Promise.all(steps)).filter((change) => change !== undefined)
}

/** What a person put into a manager's configuration and has to take out again. */
export async function leftByHand({ root }: HooksPlace, changes: readonly HookChange[]): Promise<string[]> {
  const left = (await configured(root)).filter(({ manager, file, seen }) => {
    const change = changes.find(({ path }) => path === join(root, file))
    return (change ? change.after ?? '' : seen.text).includes(manager.byHand.seen)
  })
  return left.map(({ manager, file }) => `${file} still leads to drift: take out by hand what has ${manager.byHand.seen} in it`)
}

async function planRemoval(path: string, owners: readonly string[] = ['drift', 'edited']): Promise<HookChange | undefined> {
  const seen = await look(path)
  const owner = ownerOf(seen?.text)
  if (!seen || !owners.includes(owner)) return undefined
  return { path, before: seen.text, after: undefined, mode: seen.mode, ...owner === 'edited' ? { keepAs: await freePath(`${path}.drift-kept`) } : {} }
}

async function planLeaving(root: string, file: string, made: readonly string[]): Promise<HookChange | undefined> {
  const path = join(root, file)
  const seen = await look(path)
  if (!seen?.exact) return undefined
  const rest = leavers.reduce((text, [of, leave]) => (of === file ? leave(text) : text), seen.text)
  return planText(path, rest === '' && seen.text !== '' && made.includes(path) ? undefined : rest)
}

async function planCopy(path: string, strip: (hook: string) => string | undefined): Promise<HookChange | undefined> {
  const seen = await look(path)
  if (!seen?.exact) return undefined
  const rest = strip(seen.text)
  return rest === seen.text ? undefined : { path, before: seen.text, after: rest, mode: seen.mode }
}
