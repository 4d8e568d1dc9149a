// The runner over files that must fail (and a few that must not): none of uvu's silent passes gets through.
import { spawnSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testEnvironment } from './environment.ts'
import { matrix } from './matrix.ts'
import { driftRoot } from './repository.ts'

const planted = { GIT_DIR: '/nowhere', GIT_SSL_CAINFO: 'x', CI: 'true', GITHUB_ACTIONS: 'true', CLAUDECODE: '1', AI_AGENT: 'x', CODEX_CI: '1', EDITOR: 'vi', LANG: 'de_DE.UTF-8' }

function run(...args: string[]) {
  const ran = spawnSync(process.execPath, ['--import', 'tsx', 'test/run.ts', '--folder', 'test/fixtures/runner', '--ending', '.fixture.ts', '--limit', '6', ...args], {
    cwd: driftRoot, encoding: 'utf8', env: { ...process.env, ...planted, DRIFT_TEST_BUILT: '1' },
  })
  return { code: ran.status, lines: ran.stdout.trimEnd().split('\n'), out: ran.stdout }
}

const expected: Readonly<Record<string, [counts: string, why: string]>> = {
  'bad-after': ['0 passed, 1 failed', 'no summary'],
  'bad-before': ['0 passed, 1 failed', '1 of 1 tests did not run'],
  'bad-empty': ['0 passed, 1 failed', 'it holds no test'],
  'bad-exits': ['0 passed, 1 failed', 'no summary'],
  'bad-fails': ['1 passed, 2 failed', 'exit 1'],
  'bad-hangs': ['0 passed, 1 failed', 'it did not end within 6 s'],
  'bad-late-run': ['0 passed, 1 failed', 'two summaries'],
  'bad-leftover': ['1 passed, 1 failed', 'it left behind: drift-test-'],
  'bad-never-settles': ['0 passed, 1 failed', 'no summary'],
  'bad-no-run': ['0 passed, 1 failed', 'no summary'],
  'bad-only': ['1 passed, 1 failed, 1 skipped', '.only'],
  'bad-skip': ['1 passed, 1 failed, 1 skipped', '1 tests skipped with 0 reasons told'],
  'bad-stray': ['1 passed, 1 failed', 'it left a process running'],
  'bad-throws-at-load': ['0 passed, 1 failed', 'exit 1'],
}

const bad = run('bad-')

for (const [name, [counts, why]] of Object.entries(expected)) {
  test(`${name} fails`, () => {
    const at = bad.lines.findIndex((line) => line.startsWith(`FAIL test/fixtures/runner/${name}.fixture.ts  ${counts}  `))
    assert.ok(at >= 0, bad.out)
    const after = bad.lines.slice(at + 1)
    const own = after.slice(0, after.findIndex((line) => /^(ok {2}|FAIL) |^$/.test(line)))
    assert.ok(own.some((line) => line.includes(why)), own.join('\n'))
  })
}

test('all bad files, and none of them as a test of its own', () => {
  assert.equal(Object.keys(expected), readdirSync(join(driftRoot, 'test/fixtures/runner')).filter((name) => name.startsWith('bad-')).map((name) => name.replace('.fixture.ts', '')).sort())
  assert.is(bad.code, 1)
  assert.is(bad.lines.at(-1), '5 passed, 15 failed, 2 skipped')
  assert.not(bad.lines.some((line) => line.startsWith('ok')))
})

test('the honest ones pass: quietly, but for warnings and the reason of a skip', () => {
  const good = run('good')
  assert.is(good.code, 0, good.out)
  assert.is(good.lines.at(-1), '6 passed, 0 failed, 1 skipped')
  assert.is(good.lines.filter((line) => line.startsWith('ok  ')).length, 4)
  assert.ok(good.lines.some((line) => line.includes('Warning: the planted warning')), good.out)
  assert.ok(good.lines.includes('  test/fixtures/runner/good-skip.fixture.ts: two: there is no moon here'), good.out)
})

test('a name that fits no file fails', () => {
  const none = run('no-such-file')
  assert.is(none.code, 1)
  assert.is(none.lines.at(-1), '0 passed, 1 failed')
})

test('every agent and CI variable is dropped', () => {
  const named = [
    'AI_AGENT', 'AGENT', 'CLAUDECODE', 'CLAUDE_CODE_SESSION_ID', 'CLAUDE_CODE_ENTRYPOINT', 'CLAUDE_CODE_REMOTE', 'CURSOR_AGENT', 'CURSOR_SANDBOX', 'CURSOR_EXTENSION_HOST_ROLE',
    'CURSOR_TRACE_ID', 'CODEX_THREAD_ID', 'CODEX_SANDBOX', 'CODEX_CI', 'CODEX_INTERNAL_ORIGINATOR_OVERRIDE', 'QWEN_CODE', 'GEMINI_CLI', 'ANTIGRAVITY_AGENT', 'COPILOT_AGENT_SESSION_ID',
    'COPILOT_MODEL', 'COPILOT_AGENT_PROMPT', 'OPENCODE', 'OPENCODE_CLIENT', 'AMP_CURRENT_THREAD_ID', 'CLINE_ACTIVE', 'ROO_ACTIVE', 'AUGMENT_AGENT', 'CRUSH', 'IFLOW_CLI',
    'TRAE_AI_SHELL_ID', 'GOOSE_TERMINAL', 'REPL_ID', 'PI_CODING_AGENT', 'CLOUD_AGENT_X', 'AWS_EXECUTION_ENV', 'CI', 'GITHUB_ACTIONS', 'GITLAB_CI', 'JENKINS_URL', 'BITBUCKET_BUILD_NUMBER',
    'CIRCLECI', 'BUILDKITE', 'TF_BUILD', 'TRAVIS', 'GIT_DIR', 'GIT_INDEX_FILE', 'GIT_AUTHOR_NAME', 'GIT_SSL_CAINFO', 'DRIFT_ANYTHING', 'HUSKY', 'SSH_AUTH_SOCK', 'GNUPGHOME',
  ]
  const environment = testEnvironment('/x', { PATH: '/bin', DRIFT_TEST_LONG: '1', ...Object.fromEntries(named.map((name) => [name, '1'])) })
  assert.equal(named.filter((name) => name in environment), [])
  assert.is(environment['PATH'], '/bin')
  assert.is(environment['DRIFT_TEST_LONG'], '1')
})

test('the matrix: worst result of a cell, reasons for blank columns', () => {
  const text = matrix([
    { scenario: 'b', place: 'main', result: 'passed' },
    { scenario: 'amends', place: 'main', result: 'failed' },
    { scenario: 'amends', place: 'amend', result: 'passed' },
    { scenario: 'amends', place: 'amend', result: 'failed' },
    { scenario: 'b', place: 'linked', result: 'skipped' },
  ], ['main', 'linked', 'amend', 'moon'], { moon: 'too far' })
  assert.equal(text.split('\n').slice(0, 3), ['        main linked amend moon', 'amends  F    –      F     –', 'b       x    s      –     –'])
  assert.ok(text.endsWith('no scenario for moon: too far'))
})

test.run()
