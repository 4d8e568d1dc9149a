import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join, relative, sep } from 'node:path'
import { createTwoFilesPatch } from 'diff'
import { commitPaths } from '../git/commit.ts'
import { git } from '../git/exec.ts'
import { ownCommand, type World } from '../host/cli-context.ts'
import { configFiles } from '../host/config/parse.ts'
import { DriftError } from '../host/error.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { hasConfig } from '../host/range.ts'
import { choice, flag, list, object, optional } from '../host/schema.ts'
import { visible } from '../host/text.ts'
import { fire } from '../hooks/fire.ts'
import { applyInstall, planInstall, type InstallPlan } from '../hooks/install.ts'
import { readInstalled } from '../hooks/installed.ts'
import { hooksPlace } from '../hooks/place.ts'
import { managerHere } from '../hooks/managers/find.ts'
import { doing } from '../hooks/session.ts'
import { openRepository, type Opened } from '../records/repository.ts'
import { ask } from './ask.ts'
import { dropCopy, hookBundle } from './bundle.ts'
import { ciFiles, ciNames } from './init-ci.ts'
import { firstLook } from './init-look.ts'
import { attributes, fingerprint, installed, inWorktree, recordFile, targetBranch, untouched, withId, writtenFiles, type OwnFile } from './own-files.ts'
import { wayIn } from './own-plan.ts'
import { movingIn, proveSetups, shownWrite, writeSetups, type Moving } from './plugin-setups.ts'
import { inRepository, neededPolicy, self, worktreeFiles, worktreePolicy } from './repository.ts'
import { allChecksOut } from './sparse.ts'
import { profiles } from './survey/profile.ts'

export default ownCommand({
  path: ['init'],
  summary: 'put drift into this repository',
  example: 'drift init --dry-run',
  arguments: object({
    yes: optional(flag({ about: 'do not ask' })),
    dryRun: optional(flag({ about: 'show what would change, and change nothing' })),
    husky: optional(flag({ about: 'stand in the hooks of husky, and set husky up where it is not' })),
    noHooks: optional(flag({ about: 'write the config only' })),
    profile: optional(choice([...profiles], { about: 'who works here: solo, team or strict (a plan counts once it is merged); told by the last changes unless given' })),
    hooks: optional(flag({ about: 'put the hooks into the git directory of this clone, where drift is configured, and do nothing else: for the script prepare of package.json' })),
    ci: optional(list(choice(ciNames), { about: `write the CI file for: ${ciNames.join(', ')}; may stand several times` })),
  }),
  short: { yes: 'y' },
  effects: ['files'],

  run: ({ yes, dryRun = false, husky = false, noHooks = false, hooks: only = false, profile, ci = [] }, { world }) => only ? hooksOnly(world) : inRepository(world, async (opened) => {
    const { place } = opened
    const now = doing(place.gitDir)
    if (now.merge || now.replay) throw new DriftError('git is in the middle of a merge, rebase or cherry-pick', 'End it first (git status says how), then run init again.', 1)
    // What a newer drift recorded must not be lost: nothing is written over it.
    writtenFiles(place)
    await readInstalled(place.commonDir)
    const policy = await worktreePolicy(opened, world)
    const target = policy?.config.base ?? await targetBranch(opened)
    const asks = world.terminal && !yes && !dryRun
    const first = policy ? undefined : await firstLook(opened, { target, hooks: await managerName(place.root), profile, ci, schema: self(world) === 'npx drift', asks }, world)
    const provesInCi = first?.provesInCi ?? (policy?.config.checks['test-contract']?.options as { readonly evidence?: string } | undefined)?.evidence === 'ci'
    const gate = await ciFiles(first?.ci ?? ci, { branch: target.branch, provesInCi }, (path) => textOf(opened, path))
    const files = [...await ownFiles(opened, policy, first?.config), ...gate.files]
    const hooks = noHooks ? undefined : await planInstall(await hooksPlace(place.root), { node: process.execPath, bundle: hookBundle(world, place, true), husky })
    const setups = noHooks ? [] : movingIn(opened, policy)
    const changes = shown(opened, files, hooks, setups)

    if (dryRun) {
      world.stdout(patchOf(changes))
      if (hooks?.husky) world.stdout(`husky would be set up in ${relative(place.root, hooks.husky)}\n`)
      for (const line of gate.told) world.stderr(`${visible(line)}\n`)
      return 0
    }
    if (changes.length > 0 && asks && !await agreed(changes, world)) {
      world.stderr('Nothing was written.\n')
      return 1
    }

    const mine = await untouched(opened, inWorktree(opened, hooks?.changes))
    write(opened, files)
    if (hooks) {
      hookBundle(world, place, false)
      await applyInstall(hooks)
      dropCopy(world, place)
      for (const line of hooks.told) world.stderr(`${visible(line)}\n`)
    }
    for (const { path } of shown(opened, files, hooks)) world.stderr(`  wrote ${path}\n`)
    await writeSetups(opened, setups, world)
    await commit(opened, files, { all: inWorktree(opened, hooks?.changes), mine }, setups, world)
    for (const line of gate.told) world.stderr(`${visible(line)}\n`)
    if (changes.length === 0) world.stderr('Nothing to change: drift is in place.\n')
    if (noHooks) return 0
    const proven = await proved(opened, world)
    return await proveSetups(opened, setups, world) && proven ? 0 : 1
  }),
})

/** What runs the hooks here, and where it is told so; empty where git itself does. */
async function managerName(root: string): Promise<string> {
  const place = await hooksPlace(root)
  if (place.husky !== undefined) return `husky (${relative(root, place.husky)})`
  const found = await managerHere(place)
  return found ? `${found.manager.name} (${found.file})` : place.kind === 'plain' ? '' : `core.hooksPath (${place.dir})`
}

/**
 * For the script `prepare` of package.json: a clone of a repository that has drift gets its hooks. Never asks, changes no
 * file that is committed, and has nothing to do in CI, where `drift ci` judges, or outside of a repository.
 */
async function hooksOnly(world: World): Promise<0 | 1> {
  if (/^(?!(false|0)?$)/i.test(process.env['CI'] ?? '')) return 0
  const opened = await openRepository(world.cwd).catch(() => undefined)
  if (!opened) return 0
  try {
    const { place } = opened
    if (!await worktreePolicy(opened, world)) return 0
    const { changes, husky: _, ...plan } = await planInstall(await hooksPlace(place.root), { node: process.execPath, bundle: hookBundle(world, place, true) })
    const here = changes.filter(({ path }) => path.startsWith(`${place.commonDir}${sep}`))
    if (here.length === 0) return 0
    hookBundle(world, place, false)
    await applyInstall({ ...plan, changes: here })
    world.stderr('drift: its hooks are in this clone now\n')
    return 0
  } finally {
    opened.close()
  }
}

async function ownFiles(opened: Opened, policy: Policy | undefined, first: string | undefined): Promise<OwnFile[]> {
  await allChecksOut(opened)
  const files: OwnFile[] = []
  if (first !== undefined) files.push({ path: '.driftrc.json', before: undefined, after: first })
  if (policy) {
    const before = (await textOf(opened, policy.file))!
    const after = await withId(policy.file, before, policy.config.id)
    if (after !== undefined) files.push({ path: policy.file, before, after })
  }
  const before = await textOf(opened, '.drift/.gitattributes')
  if (before === undefined) files.push({ path: '.drift/.gitattributes', before, after: attributes })
  return files
}

/** A file of the worktree as text. */
async function textOf(opened: Opened, path: string): Promise<string | undefined> {
  const found = await worktreeFiles(opened)(path)
  return found && Buffer.from(found.content).toString('utf8')
}

interface Shown {
  readonly path: string
  readonly before: string | undefined
  readonly after: string | undefined
}

function shown({ place: { root } }: Opened, files: readonly OwnFile[], hooks: InstallPlan | undefined, setups: readonly Moving[] = []): Shown[] {
  const name = (path: string) => (relative(root, path).startsWith('..') ? path : relative(root, path))
  return [...files, ...(hooks?.changes ?? []).map(({ path, before, after }) => ({ path: name(path), before, after })), ...setups.flatMap(({ writes }) => writes.map(shownWrite))]
}

/** Every line that would change, as a patch. */
function patchOf(changes: readonly Shown[]): string {
  return changes.map(({ path, before, after }) => createTwoFilesPatch(before === undefined ? '/dev/null' : path, after === undefined ? '/dev/null' : path, before ?? '', after ?? '', '', '', { context: 2 })).join('')
}

async function agreed(changes: readonly Shown[], { stderr }: World): Promise<boolean> {
  stderr(`drift will write:\n${changes.map(({ path }) => `  ${path}\n`).join('')}and commit its own files.\n`)
  for (;;) {
    const answer = (await ask('Go on? [Y/n, d shows every line] '))?.toLowerCase()
    if (answer === 'd') stderr(visible(patchOf(changes)))
    else return answer === '' || answer === 'y' || answer === 'yes'
  }
}

function write({ place }: Opened, files: readonly OwnFile[]): void {
  for (const { path, after } of files) {
    mkdirSync(dirname(join(place.root, path)), { recursive: true })
    writeFileSync(join(place.root, path), after)
  }
  const fresh = files.filter(({ before }) => before === undefined)
  if (fresh.length === 0) return
  mkdirSync(dirname(recordFile(place)), { recursive: true })
  writeFileSync(recordFile(place), `${JSON.stringify({ version: 1, files: { ...writtenFiles(place), ...Object.fromEntries(fresh.map(({ path, after }) => [path, fingerprint(after)])) } }, null, 2)}\n`)
}

/** Commits what is ours, so that drift never blocks its own first act. A config that was committed before is a person's to change. */
async function commit(opened: Opened, files: readonly OwnFile[], byHooks: { readonly all: readonly string[]; readonly mine: readonly string[] }, setups: readonly Moving[], world: World): Promise<void> {
  const { place } = opened
  const bySetups = setups.flatMap(({ writes }) => writes.map(({ path }) => path))
  const taken = await installed(opened)
  if (await hasConfig(opened, 'HEAD:')) {
    const own = [...files.map(({ path }) => path), ...byHooks.all, ...bySetups]
    if (own.length > 0) world.stderr(visible(wayIn([...new Set([...own, ...taken])], opened, await neededPolicy(opened, world), world)))
    return
  }
  // Also what an earlier init wrote and could not commit.
  const open = [...configFiles.filter((name) => name !== 'package.json'), '.drift/.gitattributes', ...files.map(({ path }) => path), ...byHooks.mine, ...bySetups, ...taken]
  const { stdout } = await git(['check-ignore', '--stdin', '-z'], { ...place.options, input: `${open.join('\0')}\0`, accept: [1] })
  const ignored = new Set(stdout.toString('utf8').split('\0'))
  const paths = [...new Set(open)].filter((path) => existsSync(join(place.root, path)) && !ignored.has(path))
  await commitPaths(place.options, paths, 'chore: add drift')
  world.stderr(`Committed ${paths.join(', ')}\n`)
  const left = byHooks.all.filter((path) => !paths.includes(path) && !ignored.has(path))
  if (left.length > 0) world.stderr(visible(`Not committed, because you changed more in it: ${left.join(', ')}\n`))
}

/** Fires the hook at a planted bad change, and says what came of it. */
async function proved({ place }: Opened, world: World): Promise<boolean> {
  const { blocked, output, manager, fix } = await fire(place.root)
  if (fix !== undefined) {
    world.stderr(visible(`Not effective yet: ${output}.\n  fix: ${fix}\n`))
    return true
  }
  if (blocked) {
    world.stderr(`Fired the hook at a planted bad plan: it was blocked. drift is on${manager === undefined ? '' : `, by way of ${manager}`}.\nNext: drift plan new "<goal>" --allow "<glob>"\n`.replace('drift plan', `${self(world)} plan`))
    return true
  }
  world.stderr(`drift: the hook did not block a planted bad change${output ? `; it said:\n${visible(output)}` : ' and said nothing'}\n  fix: ${self(world)} doctor\n`)
  return false
}
