// The environment of every test: nothing of the developer's, of a coding agent's or of a CI job's own reaches it.
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

// A list of what stays, not of what goes: agents and CI systems invent new variables faster than a list could follow.
const kept = /^(PATH|PATHEXT|SYSTEMROOT|WINDIR|COMSPEC|NUMBER_OF_PROCESSORS|NPM_CONFIG_CACHE|NODE_V8_COVERAGE|DRIFT_TEST_\w+)$/i

// gc and maintenance would start processes that outlive a test; an editor would wait for somebody.
const gitconfig = `[user]
	name = Drift Test
	email = test@drift.example
[init]
	defaultBranch = main
[core]
	editor = true
[gc]
	auto = 0
[maintenance]
	auto = false
`

/** The variables a test runs with: `folder` holds its HOME, its git config and its folder for temporary files. */
export function testEnvironment(folder: string, from: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const home = join(folder, 'home')
  const tmp = join(folder, 'tmp')
  return {
    ...Object.fromEntries(Object.entries(from).filter(([name]) => kept.test(name))),
    // For whoever goes to the registry: every node would read them as it starts, which takes node 20 longer than all else.
    ...from['NODE_EXTRA_CA_CERTS'] ? { DRIFT_TEST_CA_CERTS: from['NODE_EXTRA_CA_CERTS'] } : {},
    HOME: home, USERPROFILE: home, APPDATA: home, XDG_CONFIG_HOME: join(folder, 'xdg'), TMPDIR: tmp, TEMP: tmp, TMP: tmp,
    GIT_CONFIG_NOSYSTEM: '1', GIT_CONFIG_GLOBAL: join(folder, 'gitconfig'), LC_ALL: 'C', TZ: 'UTC', DRIFT_TEST_HOME: folder,
  }
}

/** For programs that go to the registry: the certificates that the environment named. */
export function trusting(): NodeJS.ProcessEnv {
  const ca = process.env['DRIFT_TEST_CA_CERTS']
  return ca === undefined ? {} : { NODE_EXTRA_CA_CERTS: ca }
}

/** Makes in `folder` what `testEnvironment` names. */
export function makeHome(folder: string): void {
  // mkdtemp lets nobody else in, and a test may run a program as an unprivileged user.
  chmodSync(folder, 0o755)
  for (const name of ['home', 'xdg', 'tmp']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'gitconfig'), gitconfig)
}

/** Gives this process the environment of a test, unless the runner did: a test file started by hand behaves the same. */
export function enterTestEnvironment(): void {
  if (process.env['DRIFT_TEST_HOME']) return
  const folder = mkdtempSync(join(tmpdir(), 'drift-test-'))
  makeHome(folder)
  const environment = testEnvironment(folder, process.env)
  for (const name of Object.keys(process.env)) delete process.env[name]
  Object.assign(process.env, environment)
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }))
}
