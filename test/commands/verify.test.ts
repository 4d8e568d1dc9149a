// `drift verify` and what runs in it: processes that hang or are interrupted, output as it comes, what of it is kept.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { alive } from '../support/alive.ts'
import { driftRoot, repository, type Repository } from '../support/repository.ts'

interface Gate { readonly id?: string; readonly command: string; readonly required?: boolean; readonly timeout_s?: number; readonly min_tests?: number }

/** A repository with a committed plan `p` of these gates. */
function withGates(gates: readonly Gate[], files: Readonly<Record<string, string>> = {}): Repository {
  const contract = { format_version: 1, gates: gates.map((gate, i) => ({ id: `g${i}`, layer: 'unit', required: true, ...gate })), locked_files: [] }
  const intent = { format_version: 1, id: 'p', title: 'x', goal: 'x', kind: 'feature', risk: 'low', constraints: [], non_goals: [], allowed_files: ['**'], denied_files: [], acceptance: [] }
  const repo = repository({ config: { plans: { required: false } }, files: {
    ...files, '.drift/plans/p/intent.json': JSON.stringify(intent), '.drift/plans/p/test_contract.json': JSON.stringify(contract), '.drift/plans/p/commit_plan.json': '{ "format_version": 1, "units": [] }',
  } })
  repo.commit('begin')
  return repo
}

const within = (title: string, gates: readonly Gate[], work: (repo: Repository) => void | Promise<void>, files?: Readonly<Record<string, string>>) => test(title, async () => {
  const repo = withGates(gates, files)
  try { await work(repo) } finally { repo.dispose() }
})

const records = (repo: Repository) => {
  const { code, stdout } = repo.sh('for key in $(git notes --ref drift/evidence list | cut -d" " -f2); do git notes --ref drift/evidence show "$key"; done | sort -u')
  assert.is(code, 0)
  return stdout.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Record<string, any>)
}
const verified = (repo: Repository, env = '') => repo.sh(`${env} drift verify --plan p --json`)

within('a gate that hangs is ended at its time, with what it started, and has failed', [{ command: 'sh -c "sleep 60 & echo \\$! >$OUTSIDE/pid; wait"', timeout_s: 1 }], async (repo) => {
  const { code, stdout, stderr } = repo.drift('verify', '--plan', 'p')
  assert.is(code, 1)
  assert.match(stdout, /^g0: failed \(its time was over; 1\.\d s\)\n$/)
  assert.match(stderr, 'g0 did not pass (its time was over)')
  const started = Number(readFileSync(join(repo.outside, 'pid'), 'utf8'))
  for (let i = 0; i < 40 && alive(started); i++) await sleep(50)
  assert.not(alive(started))
  assert.equal(records(repo).map(({ timed_out, outcome, exit, signal }) => [timed_out, outcome, exit, signal]), [[true, 'failed', undefined, 'SIGKILL']])
})

for (const signal of ['SIGINT', 'SIGTERM'] as const) within(`${signal} ends the gate with what it started, and drift with 130; nothing is recorded, and what was printed before is there`, [{ command: 'echo begun; sleep 60 & echo $! >$OUTSIDE/pid; wait' }, { command: 'echo never' }], async (repo) => {
  const child = spawn(process.execPath, [join(driftRoot, 'dist', 'drift.cjs'), 'verify', '--plan', 'p'], { cwd: repo.root, env: { ...process.env, OUTSIDE: repo.outside }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  child.stderr.on('data', (piece: Buffer) => { said += piece.toString() })
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve))
  // It stands there while the gate still runs.
  for (let i = 0; i < 200 && !(said.includes('begun\n') && existsSync(join(repo.outside, 'pid'))); i++) await sleep(50)
  assert.match(said, 'begun\n')
  child.kill(signal)
  assert.is(await ended, 130)
  const started = Number(readFileSync(join(repo.outside, 'pid'), 'utf8'))
  for (let i = 0; i < 40 && alive(started); i++) await sleep(50)
  assert.not(alive(started))
  assert.not.match(said, 'never')
  assert.equal(repo.sh('git for-each-ref refs/notes').stdout, '')
})

within('in a hook the gate sees nothing of what git tells the hook, and who commits stays', [{ command: 'env | grep "^GIT_" | cut -d= -f1 | sort; git -C "$OUTSIDE" rev-parse --git-dir 2>/dev/null; true' }], (repo) => {
  const { code, stderr } = repo.sh('GIT_DIR="$PWD/.git" GIT_INDEX_FILE="$PWD/.git/index" GIT_PREFIX=x GIT_WORK_TREE="$PWD" GIT_AUTHOR_NAME=Ada drift verify --plan p 2>&1 >/dev/null | cat >&2')
  assert.is(code, 0)
  assert.equal(stderr.split('\n').slice(1, -1), ['GIT_AUTHOR_NAME', 'GIT_CONFIG_GLOBAL', 'GIT_CONFIG_NOSYSTEM'])
})

within('a gate that changes tracked files, or what is staged, proves nothing', [{ command: 'echo y >a' }, { command: 'git checkout -q a' }, { command: 'git rm -q --cached a' }, { command: 'git reset -q a' }, { command: 'echo x >built' }, { command: 'true' }], (repo) => {
  const { code, stdout, stderr } = verified(repo)
  assert.is(code, 0)
  assert.match(stderr, 'drift: note: a changed while g0 ran')
  assert.match(stderr, 'drift: note: what is staged changed while g2 ran')
  // g1 and g3 ran on what the one before had left; a new file is the output of g4, and makes g5 dirty.
  assert.equal((JSON.parse(stdout) as { gates: { dirty: boolean }[] }).gates.map(({ dirty }) => dirty), [true, true, true, true, false, true])
}, { a: 'x\n' })

const secret = `ghp_${'Ab3dEf9hJk'.repeat(4)}`
within('what is kept is the end of what was printed, masked: a secret in two pieces, on the border of what is kept, of both streams, in colours', [
  { command: `node -e "const s = process.env.PLAIN; process.stdout.write('x'.repeat(5000) + s + '\\n' + 'y'.repeat(3980) + ' ' + s.slice(0, 9)); setTimeout(() => process.stdout.write(s.slice(9) + '\\n'), 100)"` },
  { command: 'echo "the token: $MY_TOKEN"; echo "$MY_TOKEN" >&2; printf "\\033[31m$MY_TOKEN\\033[0m\\n"' },
], (repo) => {
  const { code, stdout, stderr } = verified(repo, `MY_TOKEN=quite-secret PLAIN=${secret}`)
  assert.is(code, 0)
  // The terminal shows what the command prints.
  assert.match(stderr, 'the token: quite-secret')
  const [first, second] = (JSON.parse(stdout) as { gates: { tail: string }[] }).gates.map(({ tail }) => tail)
  assert.is(first!.length, 4000)
  assert.ok(/\*\*\*\ny{3980} \*\*\*$/.test(first!), first)
  assert.equal(second!.split('\n').sort(), ['***', '***', 'the token: ***'])
  const notes = repo.sh('git log --format= -p refs/notes/drift/evidence').stdout
  assert.match(notes, 'the token: ***')
  assert.not.match(notes, 'quite-secret')
  assert.not.match(notes, secret.slice(4))
})

const fits = new Ajv2020({ allErrors: true, strict: false }).compile(JSON.parse(readFileSync(join(driftRoot, 'schemas', 'verify.schema.json'), 'utf8')))
within('--json is of the published schema, whatever came of the gates; the records say the same', [
  { command: 'echo 1..1; echo ok 1' }, { command: 'exit 3' }, { command: 'kill -9 $$', required: false }, { command: 'echo 1..0', required: false }, { command: 'sleep 9', timeout_s: 1, required: false }, { command: 'no-such-program-here', required: false }, { command: 'cat', required: false },
], (repo) => {
  for (const again of [false, true]) {
    const { code, stdout } = verified(repo)
    assert.is(code, 1)
    const data: any = JSON.parse(stdout)
    assert.ok(fits(structuredClone(data)), JSON.stringify(fits.errors))
    assert.equal(data.gates.map(({ outcome, exit, signal, timed_out, reused }: any) => [outcome, exit, signal, timed_out, reused]), [
      ['passed', 0, undefined, undefined, again], ['failed', 3, undefined, undefined, false], ['failed', undefined, 'SIGKILL', undefined, false], ['unverifiable', 0, undefined, undefined, false], ['failed', undefined, 'SIGKILL', true, false], ['failed', 127, undefined, undefined, false], ['passed', 0, undefined, undefined, again],
    ])
    const kept = new Map(records(repo).map((record) => [record['id'], record]))
    for (const { record, gate, tree, outcome, command } of data.gates) {
      const { gate: g, tree: t, outcome: o, command: c, plan, digest, via, by } = kept.get(record)!
      assert.equal([g, t, o, c, plan, digest, via, by], [gate, tree, outcome, command, 'p', repo.git('rev-parse', 'HEAD:.drift/plans/p'), 'human', { name: 'Drift Test', email: 'test@drift.example' }])
    }
  }
  assert.is(records(repo).length, 12)
})

within('who ran it is told, as far as the environment gives it away', [{ command: 'true' }], (repo) => {
  for (const env of ['CI=true', 'CLAUDECODE=1', '']) assert.is(repo.sh(`${env} drift verify --plan p --fresh`).code, 0, env)
  assert.equal(records(repo).map(({ via }) => via).sort(), ['agent:claude', 'ci', 'human'])
})

within('without a name in git nothing runs; a plan without gates says that nothing ran; a contract that cannot be read is told', [{ command: 'touch ran' }], (repo) => {
  const nameless = repo.sh('git config user.name ""; git config user.email ""; drift verify --plan p')
  assert.is(nameless.code, 1)
  assert.match(nameless.stderr, 'git does not know who you are')
  assert.not(existsSync(join(repo.root, 'ran')))
  repo.sh('git config --unset user.name; git config --unset user.email')
  repo.write('.drift/plans/p/test_contract.json', '{ "format_version": 1, "gates": [], "locked_files": [] }')
  repo.git('add', '.')
  const none = repo.drift('verify', '--plan', 'p')
  assert.equal([none.code, none.stdout], [0, ''])
  assert.match(none.stderr, 'names no gate, so nothing was run')
  repo.write('.drift/plans/p/test_contract.json', '{')
  repo.git('add', '.')
  const { code, stderr } = repo.drift('verify', '--plan', 'p')
  assert.is(code, 1)
  assert.match(stderr, 'plan p: test_contract.json')
})

within('what a newer drift wrote is told, and is no evidence to this one', [{ command: 'echo ran' }], (repo) => {
  const tree = repo.sh('GIT_INDEX_FILE=$OUTSIDE/i; export GIT_INDEX_FILE; git read-tree HEAD && git rm -rq --cached .drift && git write-tree').stdout.trim()
  repo.sh(`git notes --ref drift/evidence add -m '{"command":"echo ran","dirty":false,"gate":"g0","id":"${'0'.repeat(64)}","kind":"evidence","outcome":"passed","tree":"${tree}","v":2}' ${tree}`)
  const { code, stdout, stderr } = repo.drift('verify', '--plan', 'p')
  assert.is(code, 0)
  assert.match(stdout, /^g0: passed \(\d/)
  assert.match(stderr, 'drift: warning: 1 record of evidence cannot be read by this drift')
})

test.run()
