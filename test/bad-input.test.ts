// Bad input: a clear error, the right exit code, nothing lost, within five seconds; and nothing exits 0 unjudged.
import { spawnSync } from 'node:child_process'
import { chmodSync, cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { driftRoot, repository, type Repository, type Said } from './support/repository.ts'
import { skip } from './support/skip.ts'

interface Case {
  readonly title: string
  /** Makes the bad input, on top of a repository with drift, an approved running plan for `src/**` and a staged file. */
  make(made: Repository): void
  /** What is run; `drift hook pre-commit` unless told. */
  readonly run?: string
  readonly exit: 1 | 2 | 3
  /** A part of what is said. */
  readonly says: RegExp
}

const limit = 5000
const config = (text: string, file = '.driftrc.json') => (made: Repository) => { made.write(file, text); made.git('add', '.') }

const cases: readonly Case[] = [
  { title: 'broken YAML', make: (made) => { rmSync(join(made.root, '.driftrc.json')); config('a: [1\nb: }', '.driftrc.yaml')(made) }, exit: 2, says: /\.driftrc\.yaml:2: is not YAML/ },
  { title: 'broken JSON', make: config('{ "extends": '), exit: 2, says: /\.driftrc\.json:1: is not JSON/ },
  { title: 'an unknown key, with the nearest name', make: config('{ "chekcs": {} }'), exit: 2, says: /unknown key "chekcs" \(did you mean "checks"\?\)/ },
  { title: 'an unknown check', make: config('{ "checks": { "scop": "error" } }'), exit: 2, says: /unknown key "scop" \(did you mean "scope"\?\)/ },
  { title: 'an unknown preset', make: config('{ "extends": "drift:recomended" }'), exit: 2, says: /did you mean "drift:recommended"/ },
  { title: 'two mistakes at once', make: config('{ "plans": { "required": "yes" }, "approval": { "threshold": 0 } }'), exit: 2, says: /\.driftrc\.json:1: \/plans\/required[\s\S]*\.driftrc\.json:1: \/approval\/threshold|\/approval\/threshold[\s\S]*\/plans\/required/ },
  { title: 'a mistake of the schema, a glob, a lane and a preset at once', make: config('{ "approval": { "threshold": 0 },\n"plans": { "generated": ["a**"],\n"lanes": [{ "name": "all" }] },\n"extends": "drift:sole" }'), exit: 2, says: /\.json:1: \/approval\/threshold.*\n.*\.json:2: \/plans\/generated\/0.*\n.*\.json:3: \/plans\/lanes\/0.*\n.*\.json:4: \/extends/ },
  { title: 'a config that is a list', make: config('[]'), exit: 2, says: /expected an object, found \[\]/ },
  { title: 'a config that is null', make: config('null'), exit: 2, says: /expected an object, found null/ },
  { title: 'an empty YAML config', make: (made) => { rmSync(join(made.root, '.driftrc.json')); config('', '.driftrc')(made) }, exit: 2, says: /\.driftrc/ },
  { title: '__proto__ as a key', make: config('{ "__proto__": { "checks": {} } }'), exit: 2, says: /unknown key/ },
  { title: 'a YAML alias bomb', make: (made) => { rmSync(join(made.root, '.driftrc.json')); config(`a: &a [x]\n${'bcdefghijk'.split('').map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(', ')}]`).join('\n')}\n`, '.driftrc.yaml')(made) }, exit: 2, says: /alias/ },
  { title: 'a JSON config of great depth', make: config(`${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`), exit: 2, says: /\.driftrc\.json/ },
  { title: 'a key twice', make: config('{ "checks": {}, "base": { "branch": "a" }, "checks": { "scope": "off" } }'), exit: 2, says: /has the key "checks" twice/ },
  { title: 'two configs', make: config('extends: drift:solo\n', '.driftrc.yml'), exit: 2, says: /two configs: \.driftrc\.json and \.driftrc\.yml/ },
  { title: 'a glob bomb', make: config(JSON.stringify({ plans: { generated: [`${'{a,b}'.repeat(30)}`] } })), exit: 2, says: /more than 64/ },
  { title: 'a glob of many **', make: config(JSON.stringify({ plans: { generated: ['**/a/**/b/**/c/**/d'] } })), exit: 2, says: /\*\*/ },
  { title: 'a config as a folder', make: (made) => { rmSync(join(made.root, '.driftrc.json')); made.write('.driftrc.json/x', 'x'); made.git('add', '.') }, exit: 1, says: /\.driftrc\.json is protected/ },
  { title: 'a config as a folder, in the worktree', make: (made) => { rmSync(join(made.root, '.driftrc.json')); made.write('.driftrc.json/x', 'x') }, run: 'drift config', exit: 2, says: /\.driftrc\.json is a folder/ },
  { title: 'a config that is not UTF-8', make: (made) => { writeFileSync(join(made.root, '.driftrc.json'), Buffer.from([0x7b, 0xff, 0x7d])); made.git('add', '.') }, exit: 2, says: /not UTF-8/ },
  { title: 'a plan that is not JSON', make: (made) => { made.write('.drift/plans/x/intent.json', '{'); made.git('add', '.drift'); made.git('commit', '-q', '--no-verify', '-m', 'break the plan') }, exit: 3, says: /plan x cannot be read: intent\.json/ },
  { title: 'a staged plan that is not JSON', make: (made) => { made.git('reset', '-q'); made.write('.drift/plans/y/intent.json', 'no'); made.git('add', '.drift') }, exit: 1, says: /plan y is not whole/ },
  { title: '`../` in an id', make: () => {}, run: 'drift plan new x --id ../../x', exit: 2, says: /cannot be a plan's id/ },
  { title: '`../` in a Plan-Id', make: (made) => made.write('../outside/message', 'x\n\nPlan-Id: ../../x\n'), run: 'drift hook commit-msg "$OUTSIDE/message"', exit: 1, says: /cannot be a plan's id/ },
  { title: 'an unknown plan', make: () => {}, run: 'drift approve nope --yes', exit: 2, says: /there is no plan nope/ },
  { title: 'a missing message file', make: () => {}, run: 'drift hook commit-msg nope', exit: 2, says: /commit message cannot be read/ },
  { title: 'no message file', make: () => {}, run: 'drift hook commit-msg', exit: 2, says: /needs the file of the message/ },
  { title: 'garbage on standard input', make: () => {}, run: 'head -c 100000 /dev/urandom | drift hook pre-push origin url', exit: 2, says: /a line that git never writes/ },
  { title: 'an unknown hook', make: () => {}, run: 'drift hook pre-comit', exit: 2, says: /did you mean pre-commit/ },
  { title: 'no hook', make: () => {}, run: 'drift hook', exit: 2, says: /missing required argument|has no hook/ },
  { title: 'an unknown command', make: () => {}, run: 'drift chekc', exit: 2, says: /unknown command 'chekc'/ },
  { title: 'an unknown flag', make: () => {}, run: 'drift check --bse x', exit: 2, says: /unknown option '--bse'/ },
  { title: 'a revision that is none', make: () => {}, run: 'drift ci --base nope', exit: 2, says: /"nope" is no commit/ },
  { title: 'a revision that looks like a flag', make: () => {}, run: 'drift check --base=--output=x', exit: 2, says: /is no commit/ },
  { title: 'an unknown CI', make: () => {}, run: 'CI=true drift ci', exit: 2, says: /does not know this CI/ },
  { title: 'an event that is not there', make: () => {}, run: 'GITHUB_ACTIONS=true GITHUB_EVENT_NAME=push GITHUB_EVENT_PATH=nope drift ci', exit: 3, says: /event of this job cannot be read/ },
  { title: 'an event without commits', make: (made) => made.write('../outside/event', '{}'), run: 'GITHUB_ACTIONS=true GITHUB_EVENT_NAME=push GITHUB_EVENT_PATH="$OUTSIDE/event" drift ci', exit: 3, says: /does not say which commits/ },
  { title: 'outside of any repository', make: () => {}, run: 'cd "$OUTSIDE" && drift check', exit: 2, says: /in no git repository/ },
  { title: 'a bare repository', make: (made) => made.git('clone', '-q', '--bare', '.', join(made.outside, 'bare.git')), run: 'cd "$OUTSIDE/bare.git" && drift check', exit: 2, says: /no worktree/ },
  { title: 'a run that is half written', make: (made) => writeFileSync(join(made.root, '.git', 'drift', 'run.json'), '{"v":1,'), exit: 3, says: /run\.json/ },
  { title: 'a plugin that is not there', make: config('{ "plugins": ["./nope.mjs"] }'), exit: 3, says: /plugin \.\/nope\.mjs cannot be loaded/ },
  { title: 'a plugin that is none', make: (made) => { made.write('x.mjs', 'export default 3\n'); config('{ "plugins": ["./x.mjs"] }')(made) }, exit: 3, says: /exports no plugin/ },
  { title: 'a content that is not there any more', make: (made) => { made.git('commit', '-q', '--no-verify', '-m', 'feat: a', '-m', 'Plan-Id: x'); const oid = made.git('rev-parse', 'HEAD:src/a.js'); rmSync(join(made.root, '.git', 'objects', oid.slice(0, 2), oid.slice(2))) }, run: 'drift ci --base HEAD~1', exit: 3, says: /^drift: git (log|diff|diff-tree) failed \(exit 128\): fatal: unable to read [0-9a-f]{40}\n {2}fix: git fsck, which names what is missing/m },
  { title: 'a number below what its flag takes', make: () => {}, run: 'drift simulate --last 0', exit: 2, says: /--last: expected at least 1, found 0/ },
  { title: 'an empty text where words are due', make: () => {}, run: "drift plan new ''", exit: 2, says: /<goal>: expected at least 1/ },
]

/** A repository with drift and a running plan, made once: each case has a copy of its own. */
const template = repository({ files: { 'src/a.js': 'a\n' } })
template.commit('begin')
for (const args of [['init', '--yes'], ['plan', 'new', 'x', '--id', 'x', '--allow', 'src/**'], ['approve', 'x', '--yes'], ['start', 'x']]) assert.is(template.drift(...args).code, 0, args.join(' '))
template.write('src/a.js', 'b\n')
template.git('add', '.')

function prepared(): Repository {
  const made = repository()
  rmSync(join(made.root, '.git'), { recursive: true })
  cpSync(template.root, made.root, { recursive: true })
  return made
}

function timed(work: () => Said): Said {
  const started = Date.now()
  const said = work()
  assert.ok(Date.now() - started < limit, `took ${Date.now() - started} ms`)
  return said
}

for (const { title, make, run = 'drift hook pre-commit', exit, says } of cases) {
  test(title, () => {
    const made = prepared()
    try {
      make(made)
      const before = made.sh('git ls-files -s; git for-each-ref; git stash list; cat .git/HEAD; git status --porcelain').stdout
      const { code, stdout, stderr } = timed(() => made.sh(run))
      assert.match(stdout + stderr, says)
      assert.is(code, exit, stderr)
      assert.not.match(stdout + stderr, /\n\s+at .*:\d+:\d+/, 'a stack trace')
      assert.is(made.sh('git ls-files -s; git for-each-ref; git stash list; cat .git/HEAD; git status --porcelain').stdout, before)
    } finally {
      made.dispose()
    }
  })
}

test('a message of 5 MB is judged', () => {
  const made = prepared()
  writeFileSync(join(made.outside, 'message'), `feat: x\n\n${'word '.repeat(1_000_000)}\n\nPlan-Id: nope\n`)
  const { code, stderr } = timed(() => made.sh('drift hook commit-msg "$OUTSIDE/message"'))
  assert.is(code, 1)
  assert.match(stderr, /plan nope is not in this commit/)
  made.dispose()
})

test('10,000 staged files are judged, inside and outside', () => {
  const made = prepared()
  for (let i = 0; i < 10_000; i++) {
    if (i % 500 === 0) mkdirSync(join(made.root, 'src', `${i / 500}`), { recursive: true })
    writeFileSync(join(made.root, 'src', `${Math.floor(i / 500)}`, `${i}.js`), `${i}\n`)
  }
  made.git('add', '.')
  assert.equal(timed(() => made.sh('drift hook pre-commit')), { code: 0, stdout: '', stderr: '' })
  made.git('mv', 'src/0', 'elsewhere')
  const { code, stderr } = timed(() => made.sh('drift hook pre-commit'))
  assert.is(code, 1)
  assert.is(stderr.split('\n').filter((line) => line.includes('is outside plan')).length, 99)
  assert.match(stderr, /^drift: scope: and 401 more: /m)
  made.dispose()
})

test('nothing of .config/ is executed or read', () => {
  const made = prepared()
  for (const name of ['.config/config.cjs', '.config/config.js', '.config/driftrc.js', '.driftrc.cjs', '.driftrc.js', 'drift.config.js']) made.write(name, `require('fs').writeFileSync(${JSON.stringify(join(made.outside, 'ran'))}, 'x')`)
  made.write('.config/config.json', '{ "drift": { "checks": { "scope": "off" } } }')
  made.git('add', 'src')
  assert.is(made.sh('drift hook pre-commit && drift check && drift config && drift doctor').code, 0)
  assert.throws(() => readFileSync(join(made.outside, 'ran')), /ENOENT/)
  made.dispose()
})

test('`$import` in a config is an unknown key', () => {
  const made = prepared()
  config('{ "$import": "./other.json" }')(made)
  assert.is(made.sh('drift hook pre-commit').code, 2)
  made.dispose()
})

test('a config that is a link is not followed', () => {
  const made = prepared()
  rmSync(join(made.root, '.driftrc.json'))
  writeFileSync(join(made.outside, 'lax.json'), '{ "checks": { "scope": "off" } }')
  symlinkSync(join(made.outside, 'lax.json'), join(made.root, '.driftrc.json'))
  made.git('add', '.')
  const { code } = made.sh('drift hook pre-commit')
  assert.ok(code === 1 || code === 2, `exit ${code}`)
  made.dispose()
})

if (process.getuid?.() === 0 && spawnSync('setpriv', ['--version']).status !== 0) skip('a config that cannot be read', 'root reads everything, and there is no setpriv to be somebody else')
else test('a config that cannot be read is no absent one', () => {
  const made = prepared()
  chmodSync(join(made.root, '.driftrc.json'), 0)
  const drift = `'${process.execPath}' '${join(driftRoot, 'dist', 'drift.cjs')}' config`
  const { code, stdout, stderr } = made.sh(process.getuid?.() === 0 ? `chmod -R a+rX .git && setpriv --reuid=65534 --regid=65534 --clear-groups env GIT_CONFIG_COUNT=1 GIT_CONFIG_KEY_0=safe.directory GIT_CONFIG_VALUE_0='*' ${drift}` : drift)
  assert.ok(code === 2 || code === 3, `${code}: ${stdout}${stderr}`)
  assert.not.match(stdout + stderr, /has no drift config/)
  made.dispose()
})

test.after(() => template.dispose())
test.run()
