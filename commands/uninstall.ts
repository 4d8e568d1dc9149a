import { existsSync, readdirSync, readFileSync, rmSync, rmdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { commitRemoval } from '../git/commit.ts'
import { ownCommand } from '../host/cli-context.ts'
import { undoWritten } from '../host/cli-written.ts'
import { flag, object, optional } from '../host/schema.ts'
import { shellWord, visible } from '../host/text.ts'
import { hooksPlace } from '../hooks/place.ts'
import { planUninstall, uninstall } from '../hooks/uninstall.ts'
import type { Opened } from '../records/repository.ts'
import { agree } from './ask.ts'
import { fingerprint, inWorktree, untouched, writtenFiles } from './own-files.ts'
import { inRepository } from './repository.ts'

export default ownCommand({
  path: ['uninstall'],
  summary: 'take drift out again',
  example: 'drift uninstall --yes',
  arguments: object({ yes: optional(flag({ about: 'do not ask' })) }),
  short: { yes: 'y' },
  effects: ['files'],

  run: ({ yes }, { world }) => inRepository(world, async (opened) => {
    const { place } = opened
    const hooks = await planUninstall(await hooksPlace(place.root))
    const own = ownFiles(opened, hooks.changes.filter(({ after }) => after === undefined).map(({ path }) => path))
    const shared = inWorktree(opened, hooks.changes)
    const clean = await untouched(opened, shared)
    const names = [...hooks.changes.map(({ path }) => relative(place.root, path)), ...own.mine]
    if (names.length > 0 && world.terminal && !yes) {
      world.stderr(`drift will take back:\n${names.map((name) => `  ${name}\n`).join('')}`)
      if (!await agree('Go on?', true)) return 1
    }
    // What plugins wrote is told in the folder that goes last.
    const written = await undoWritten(place.commonDir, place.root)
    const { told } = await uninstall(place.root)
    if (own.mine.length > 0) await commitRemoval(place.options, own.mine, 'chore: remove drift', clean)
    const after = await untouched(opened, shared)
    const left = shared.filter((path) => !after.includes(path))
    for (const file of own.mine) removeEmpty(join(place.root, dirname(file)), place.root)
    for (const folder of new Set([place.gitDir, place.commonDir])) rmSync(join(folder, 'drift'), { recursive: true, force: true })
    for (const name of names) world.stderr(`  took back ${name}\n`)
    for (const path of written.restored) world.stderr(`  took back ${visible(path)}\n`)
    for (const line of [...told, ...own.told, ...written.kept.map(({ path, why }) => `${path} stays: ${why}`)]) world.stderr(`${visible(line)}\n`)
    if (left.length > 0) world.stderr(`Not committed yet: git commit -m "chore: remove drift" -- ${left.map(shellWord).join(' ')}\n`)
    world.stderr(names.length > 0 ? 'drift is out. Its records stay in refs/notes/drift; to drop them too: git for-each-ref --format="delete %(refname)" refs/notes/drift refs/drift | git update-ref --stdin\n' : 'drift is not installed here.\n')
    return 0
  }),
})

/** Files that init wrote and nobody has changed since; and what to tell of the others. */
function ownFiles({ place }: Opened, leaving: readonly string[]): { readonly mine: readonly string[]; readonly told: readonly string[] } {
  const there = Object.entries(writtenFiles(place)).filter(([path]) => existsSync(join(place.root, path)))
  const same = ([path, print]: readonly [string, string]) => fingerprint(readFileSync(join(place.root, path), 'utf8')) === print && !(path === '.drift/.gitattributes' && holdsMore(join(place.root, '.drift'), leaving))
  return {
    mine: there.filter(same).map(([path]) => path),
    told: there.filter((entry) => !same(entry)).map(([path]) => `${path} stays: it was changed since, or belongs to plans that stay`),
  }
}

function holdsMore(folder: string, leaving: readonly string[]): boolean {
  return readdirSync(folder).some((name) => name !== '.gitattributes' && !leaving.includes(join(folder, name)))
}

function removeEmpty(folder: string, root: string): void {
  if (folder === root || !existsSync(folder) || readdirSync(folder).length > 0) return
  rmdirSync(folder)
  removeEmpty(dirname(folder), root)
}
