// limit 240 s: real commits, with real lint-staged that is interrupted.
// The plugin lint-staged: what it refuses, what it says of a failure, and that ^C loses no work. Its ordinary days are told
// in test/scenarios/lint-staged*.txt.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { DriftError, type Ran, type StepContext } from '../../host/check.ts'
import { isOwnPlugin } from '../../host/config/own-plugins.ts'
import { whatIsWrong } from '../../host/plugin-shape.ts'
import { plugins } from '../../plugins/index.ts'
import lintStaged, { failure, unfit } from '../../plugins/lint-staged/index.ts'
import { driftRoot, environment, repository } from '../support/repository.ts'

test('every plugin of drift\'s own is one, goes by its name, and is known to the config by it', () => {
  for (const [name, plugin] of Object.entries(plugins)) {
    assert.is(whatIsWrong(plugin), undefined)
    assert.equal([plugin.name, isOwnPlugin(name)], [name, true])
  }
  assert.not(isOwnPlugin('eslint'))
})

test('versions', () => {
  for (const version of ['15.0.0', '15.5.2', '16.4.0', '17.0.4', '17.1.0', '18.0.0-beta.1']) assert.is(unfit(version), undefined, version)
  for (const version of ['13.3.0', '14.9.9', '', 'next']) assert.match(unfit(version) ?? '', /older than 15/, version)
  for (const version of ['17.0.0', '17.0.3']) assert.match(unfit(version) ?? '', /leaves out/, version)
})

test('what is said of a failure', () => {
  const table: readonly [ran: Partial<Ran>, exit: number, said: RegExp][] = [
    [{ stderr: '✖ eslint --fix:' }, 1, /it failed, as it says above/],
    [{ stderr: '✖ No valid configuration found.' }, 2, /no config of its own/],
    [{ stderr: '✖ lint-staged could not find any valid configuration.' }, 2, /no config of its own/],
    [{ stdout: "[FAILED] error: Entry 'a' not uptodate. Cannot merge." }, 1, /git add -N only announced/],
    [{ timedOut: true }, 3, /did not end within 10 minutes/],
  ]
  for (const [ran, exit, said] of table) {
    const error = failure({ timedOut: false, stdout: '', stderr: '', ...ran })
    assert.ok(error instanceof DriftError)
    assert.is(error.exit, exit)
    assert.match(error.message, said)
  }
  assert.is(failure({ timedOut: false, stdout: '[STARTED]\n', stderr: '\n\u001b[31m✖\u001b[39m bad\n' }).detail, '[STARTED]\n✖ bad')
})

const [tasks] = lintStaged.steps!
const ran: Ran = { exit: 0, timedOut: false, stdout: '', stderr: '', ms: 1 }

/** Takes the step; gives what came of it and what was run. */
async function taken(context: Partial<StepContext>): Promise<readonly [came: unknown, argv: readonly string[][]]> {
  const jobs: string[][] = []
  const came = await tasks!.run({ options: {}, during: undefined, index: 'own', program: () => ({ argv: ['node', 'lint-staged.js'], version: '16.4.0' }), run: async ({ argv }) => { jobs.push([...argv]); return ran }, ...context })
  return [came, jobs]
}

test('it is run with no option at all, or not at all', async () => {
  assert.equal(await taken({}), [undefined, [['node', 'lint-staged.js']]])
  for (const context of [{ during: 'merge' }, { during: 'squash' }, { during: 'replay' }, { index: 'other' }] as const) {
    const [came, jobs] = await taken(context)
    assert.ok((came as { skipped: string }).skipped !== '')
    assert.equal(jobs, [])
  }
})

test('ended by a signal or by time is no success', async () => {
  for (const end of [{ exit: null, signal: 'SIGKILL' }, { exit: 0, timedOut: true }]) {
    await taken({ run: async () => ({ ...ran, ...end }) }).then(() => assert.unreachable(), (error: unknown) => assert.ok(error instanceof DriftError))
  }
})

/** Waits until something holds. */
async function until(holds: () => boolean, what: string): Promise<void> {
  for (let left = 300; !holds(); left--) {
    if (left === 0) throw new Error(`${what}: not within 30 s`)
    await sleep(100)
  }
}

for (const [title, args] of [['git commit', []], ['git commit -a', ['-a']]] as const) {
  test(`^C in the middle of ${title}: nothing is committed, and nothing is lost`, async () => {
    const repo = repository({ config: { plugins: ['lint-staged'] }, files: {
      '.gitignore': 'node_modules/\nstarted\n', '.lintstagedrc.json': '{ "src/**": "sh slow.sh" }', 'slow.sh': 'for file; do sed -i s/staged/ruined/ "$file"; done; echo > started; exec sleep 50\n', 'src/a': '1\n2\n3\n4\n5\n',
    } })
    try {
      mkdirSync(join(repo.root, 'node_modules'))
      symlinkSync(join(driftRoot, 'node_modules', 'lint-staged'), join(repo.root, 'node_modules', 'lint-staged'), 'dir')
      repo.commit('Begin')
      assert.is(repo.drift('init', '--yes').code, 0)
      const before = repo.git('rev-parse', 'HEAD')
      repo.write('src/a', 'staged\n2\n3\n4\n5\n')
      repo.git('add', 'src')
      repo.write('src/a', 'staged\n2\n3\n4\nmine\n')
      const state = () => [repo.git('diff'), repo.git('diff', '--cached'), repo.git('rev-parse', 'HEAD'), repo.git('stash', 'list')]
      const was = state()
      // A terminal sends ^C to all of the foreground's group.
      const child = spawn('git', ['commit', '-q', '-m', 'feat: x', ...args], { cwd: repo.cwd, env: environment(join(repo.outside, '..', 'outside')), detached: true, stdio: ['ignore', 'ignore', 'pipe'] })
      const closed = new Promise((resolve) => child.stderr.resume().on('close', resolve))
      await until(() => existsSync(join(repo.root, 'started')), 'the task starts')
      process.kill(-child.pid!, 'SIGINT')
      // The hook outlives git, and holds its stderr until it is done.
      await closed
      assert.equal(state(), was)
      assert.is(repo.git('rev-parse', 'HEAD'), before)
      assert.is(readFileSync(join(repo.root, 'src/a'), 'utf8'), 'staged\n2\n3\n4\nmine\n')
      assert.not(existsSync(join(repo.root, '.git', 'index.lock')))
    } finally {
      repo.dispose()
    }
  })
}

test.run()
