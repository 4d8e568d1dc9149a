// Fires hooks at a planted bad plan and compares every byte of the repository before and after.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { chmodSync, existsSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fire } from '../../hooks/fire.ts'
import { applyInstall, planInstall } from '../../hooks/install.ts'
import { sealHook } from '../../hooks/marks.ts'
import { hooksPlace } from '../../hooks/place.ts'
import { hookEvents, type HookEvent } from '../../hooks/program.ts'
import { asInShell } from '../../hooks/shell.ts'
import { repository, type Repository } from '../support/repository.ts'
import { settings, type Setting } from '../support/places.ts'
import { bytes, put, stubBundle } from './stand-ins.ts'

const within = (title: string, options: { place?: Setting; unborn?: boolean }, run: (repo: Repository) => Promise<void>) => test(title, async () => {
  const repo = repository(options)
  try { await run(repo) } finally { repo.dispose() }
})

const install = async ({ root, outside }: Repository, { judges = true, husky = false } = {}) =>
  applyInstall(await planInstall(await hooksPlace(root), { node: process.execPath, bundle: stubBundle(join(outside, 'hook.cjs'), judges), husky }))

/** Fires, and demands that nothing has changed anywhere. */
const fired = async ({ cwd, outside }: Repository, event: HookEvent = 'pre-commit') => {
  const all = () => [bytes(join(outside, '..')), readdirSync(tmpdir()).filter((name) => name.startsWith('drift-fire'))]
  const before = all()
  const result = await fire(cwd, event)
  assert.equal(all(), before, `nothing changes around ${outside}`)
  return result
}

const blocks = async (repo: Repository) => {
  for (const event of hookEvents) {
    const { blocked, output } = await fired(repo, event)
    assert.is(blocked, true, `${event}: ${output}`)
    assert.match(output, 'drift: plan-id: .drift/plans/drift-canary/intent.json')
  }
}

for (const place of settings) {
  within(`${place}: a judging drift blocks, one that passes everything does not`, { place }, async (repo) => {
    await install(repo)
    await blocks(repo)
    await install(repo, { judges: false })
    for (const event of hookEvents) assert.equal(await fired(repo, event), { blocked: false, output: '' }, event)
  })
}

within('without any commit or index', { unborn: true }, async (repo) => {
  await install(repo)
  await blocks(repo)
})

within('in a folder with a colon and quotes, where a list of object folders would break', {}, async (repo) => {
  const root = join(repo.outside, '"a:b\\"')
  repo.git('init', '-q', root)
  repo.git('-C', root, 'commit', '-q', '--allow-empty', '-m', 'x')
  await install({ ...repo, root })
  await blocks({ ...repo, root, cwd: root })
})

within('with staged, changed and unmerged files, and a split index', {}, async (repo) => {
  await install(repo)
  repo.write('a', 'one\n')
  repo.sh('git add a && git commit -qnm a; git switch -qc b; echo two >a; git commit -qanm b; git switch -q main; echo three >a; git commit -qanm c; git merge b')
  repo.write('staged', 'x')
  repo.git('add', 'staged')
  repo.git('update-index', '--split-index')
  repo.git('config', 'core.splitIndex', 'true')
  repo.git('config', 'splitIndex.maxPercentChange', '0')
  assert.match(repo.git('status', '--short'), /^UU a$/m)
  await blocks(repo)
})

within('a hook that is not there, not executable or turned off blocks nothing', {}, async (repo) => {
  const hook = join(repo.root, '.git/hooks/pre-commit')
  assert.match((await fired(repo)).output, 'pre-commit does not exist')
  await install(repo)
  chmodSync(hook, 0o644)
  const idle = await fired(repo)
  assert.is(idle.blocked, false)
  assert.match(idle.output, 'not set as executable')
  put(hook, sealHook('exit 1\n'), 0o755)
  assert.is((await fired(repo)).blocked, false, 'something blocks, and not drift')
  put(hook, sealHook('echo "drift: plan-id: x"\n'), 0o755)
  assert.is((await fired(repo)).blocked, false, 'drift speaks and does not block')
  put(hook, '#!/bin/sh\ntouch ran\necho "drift: plan-id: x"\nexit 1\n', 0o755)
  const foreign = await fired(repo)
  assert.is(foreign.blocked, false)
  assert.match(foreign.output, "is not drift's")
})

within('a drift that was not found judges nothing, although it blocks', {}, async (repo) => {
  await install(repo)
  rmSync(join(repo.outside, 'hook.cjs'))
  const path = process.env['PATH']
  process.env['PATH'] = '/usr/bin:/bin'
  try {
    const { blocked, output } = await fired(repo)
    assert.is(blocked, false)
    assert.match(output, 'drift: pre-commit: git-drift was not found')
  } finally {
    process.env['PATH'] = path
  }
})

/** Sets variables for as long as some work takes. */
async function having(variables: Readonly<Record<string, string>>, work: () => Promise<void>): Promise<void> {
  const before = Object.keys(variables).map((name) => [name, process.env[name]] as const)
  Object.assign(process.env, variables)
  try {
    await work()
  } finally {
    for (const [name, value] of before) if (value === undefined) delete process.env[name]; else process.env[name] = value
  }
}

within('what npx puts on PATH does not make a hook work that a shell could not run', {}, async (repo) => {
  await install(repo)
  const bin = join(repo.outside, 'node_modules', '.bin')
  put(join(bin, 'git-drift'), `#!/bin/sh\nexec '${process.execPath}' '${stubBundle(join(repo.outside, 'other.cjs'))}' "$@"\n`, 0o755)
  rmSync(join(repo.outside, 'hook.cjs'))
  const PATH = `${bin}:/usr/bin:/bin`
  await having({ PATH, npm_execpath: '/x/npm-cli.js' }, async () => {
    const { blocked, output } = await fired(repo)
    assert.is(blocked, false, output)
    assert.match(output, 'git-drift was not found')
  })
  // The twin: a folder that the user has on PATH.
  await having({ PATH }, () => blocks(repo))
})

within('what Yarn loads into node is not loaded into the hook; what the user does is', {}, async (repo) => {
  await install(repo)
  const loads = (name: string) => { put(join(repo.outside, name), `require('fs').appendFileSync(${JSON.stringify(join(repo.outside, '..', 'loaded'))}, '${name} ')\n`); return join(repo.outside, name) }
  const NODE_OPTIONS = `--require ${loads('.pnp.cjs')} --require ${loads('own.cjs')}`
  const loaded = () => { const file = join(repo.outside, '..', 'loaded'); const text = existsSync(file) ? readFileSync(file, 'utf8') : ''; rmSync(file, { force: true }); return text }
  await having({ NODE_OPTIONS, npm_config_user_agent: 'yarn/4.0.0' }, async () => { assert.is((await fire(repo.cwd)).blocked, true) })
  assert.is(loaded(), 'own.cjs ')
  await having({ NODE_OPTIONS }, async () => { assert.is((await fire(repo.cwd)).blocked, true) })
  assert.is(loaded(), '.pnp.cjs own.cjs ')
})

for (const [title, environment, shell] of [
  ['nobody runs us', { PATH: '/a/node_modules/.bin:/bin', NODE_OPTIONS: '--require /x/.pnp.cjs' }, {}],
  ['npm', { npm_execpath: 'x', PATH: '/a/node_modules/.bin:/node_modules/.bin:/n/lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin:/usr/bin:/home/a/.bin' }, { PATH: '/usr/bin:/home/a/.bin' }],
  ['npx', { npm_command: 'exec', PATH: '/home/a/.npm/_npx/0f/node_modules/.bin:/usr/bin' }, { PATH: '/usr/bin' }],
  ['npm with node-options', { npm_execpath: 'x', npm_config_node_options: '--no-warnings', NODE_OPTIONS: '--no-warnings' }, { NODE_OPTIONS: '' }],
  ['Yarn 1', { npm_config_user_agent: 'yarn/1.22.22', PATH: '/tmp/yarn--1700000000000-0.123:/a/node_modules/.bin:/home/a/.config/yarn/link/node_modules/.bin:/n/bin/node-gyp-bin:/usr/bin' }, { PATH: '/usr/bin' }],
  ['Yarn 4', { BERRY_BIN_FOLDER: '/odd/folder', PATH: '/tmp/xfs-1a2b3c4d:/odd/folder:/usr/bin', NODE_OPTIONS: '--max-old-space-size=99 --require "/a b/.pnp.cjs" --experimental-loader file:///a/.pnp.loader.mjs -r ./mine.cjs' }, { PATH: '/usr/bin', NODE_OPTIONS: '--max-old-space-size=99 -r ./mine.cjs' }],
  ['pnpm', { npm_config_user_agent: 'pnpm/9', NODE_PATH: '/a/node_modules/.pnpm/node_modules:/mine:/a/node_modules/.pnpm/x@1/node_modules', PATH: '/a/node_modules/.bin:/bin' }, { PATH: '/bin', NODE_PATH: '/mine' }],
] as const) {
  test(`the environment of a shell: ${title}`, () => assert.equal(asInShell(environment), shell))
}

within('the earlier hook is not run', {}, async (repo) => {
  put(join(repo.root, '.git/hooks/pre-commit'), '#!/bin/sh\ntouch ran\nexit 1\n', 0o755)
  await install(repo)
  await blocks(repo)
})

within('under husky: our lines alone are run', {}, async (repo) => {
  put(join(repo.root, '.husky/pre-commit'), 'touch ran\nexit 1\n', 0o755)
  await install(repo)
  await blocks(repo)
  put(join(repo.root, '.husky/pre-commit'), 'touch ran\nexit 1\n', 0o755)
  assert.match((await fired(repo)).output, 'has no lines of drift')
})

within('under husky: shims that are gone, and a core.hooksPath that leads elsewhere', {}, async (repo) => {
  await install(repo, { husky: true })
  await blocks(repo)
  repo.git('config', 'core.hooksPath', '/dev/null')
  const elsewhere = await fired(repo)
  assert.is(elsewhere.blocked, false)
  assert.match(elsewhere.output, 'git runs hooks from /dev/null')
  repo.git('config', 'core.hooksPath', '.husky/_')
  rmSync(join(repo.root, '.husky/_/pre-commit'))
  const gone = await fired(repo)
  assert.is(gone.blocked, false)
  assert.match(gone.output, '.husky/_/pre-commit does not exist')
})

test.run()
