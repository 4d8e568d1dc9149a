// How many processes a boundary starts: the count is the contract, since it does not wobble as times do.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { skip } from './support/skip.ts'
import { gits } from './support/processes.ts'
import { driftRoot, repository, type Repository } from './support/repository.ts'

/** A repository with an approved plan that runs. */
function running(): Repository {
  const made = repository({ files: { 'src/a.js': 'a\n', 'test/a.test.js': 'a\n' } })
  made.commit('begin')
  for (const args of [['init', '--yes'], ['plan', 'new', 'x', '--id', 'x', '--allow', 'src/**', '--allow', 'test/**'], ['approve', 'x', '--yes'], ['start', 'x']]) assert.is(made.drift(...args).code, 0)
  return made
}

const hook = `'${process.execPath}' '${join(driftRoot, 'dist', 'hook.cjs')}' hook`

test('pre-commit under an active run: 2 for edits, and one more that lists names where a file is new', () => {
  const made = running()
  made.write('src/a.js', 'b\n')
  made.git('add', '.')
  assert.equal(gits(made, `${hook} pre-commit`), ['cat-file', 'diff-index'])
  made.write('src/new.js', 'x\n')
  made.git('add', '.')
  assert.equal(gits(made, `${hook} pre-commit`), ['cat-file', 'diff-index', 'ls-files'])
  made.dispose()
})

test('status --short: none where no run is, one for how a plan stands, and one more in a subfolder', () => {
  const made = running()
  const short = `'${process.execPath}' '${join(driftRoot, 'dist', 'drift.cjs')}' status --short`
  assert.equal(gits(made, short), ['cat-file'])
  assert.equal(gits(made, `mkdir -p deep && cd deep && ${short}`), ['cat-file', 'rev-parse'])
  rmSync(join(made.root, '.git', 'drift', 'run.json'))
  // Nothing is traced where no git runs.
  assert.equal(gits(made, `git version; ${short}`), ['version'])
  made.dispose()
})

test('commit-msg under an active run: at most 4', () => {
  const made = running()
  made.write('src/a.js', 'b\n')
  made.git('add', '.')
  made.write('../outside/message', 'feat: b\n')
  const found = gits(made, `GIT_EDITOR=: ${hook} commit-msg "$OUTSIDE/message"`)
  assert.ok(found.length <= 4, found.join(' '))
  made.dispose()
})

test('a changed config costs no git more: it is read by those that run anyway', () => {
  const made = running()
  assert.is(made.drift('approve', 'x', '--yes', '--allow-path', '.driftrc.json', '--allow-path', 'package.json').code, 0)
  made.write('../outside/message', 'chore: config\n')
  made.write('src/new.js', 'x\n')
  const both = () => [gits(made, `${hook} pre-commit`), gits(made, `GIT_EDITOR=: ${hook} commit-msg "$OUTSIDE/message"`)]
  made.write('src/a.js', 'b\n')
  made.git('add', '.')
  const [pre, msg] = both()
  made.write('.driftrc.json', made.git('show', 'HEAD:.driftrc.json').replace('"extends"', '"checks": { "scope": "warn" }, "extends"'))
  made.write('src/package.json', '{}\n')
  made.git('add', '.')
  assert.equal(both(), [pre, msg])
  made.dispose()
})

test('a range: as many for 40 commits as for 4, named or not', () => {
  const made = running()
  const base = made.git('rev-parse', 'HEAD')
  const more = (count: number, from: number) => {
    for (let i = from; i < from + count; i++) {
      made.write(`src/${i}.js`, 'x\n')
      made.git('add', '.')
      made.git('commit', '-q', '-m', `feat: ${i}`)
    }
    made.write('docs/x.md', `${from}\n`)
    made.git('add', '.')
    made.git('commit', '-q', '--no-verify', '-m', 'docs: x')
  }
  more(3, 0)
  const few = gits(made, `drift ci --base ${base} --head HEAD 2>/dev/null`)
  more(36, 10)
  const many = gits(made, `drift ci --base ${base} --head HEAD 2>/dev/null`)
  assert.equal(many, few)
  // One list of all names, for the links among them.
  assert.is(many.filter((name) => name === 'ls-tree').length, 1)
  made.dispose()
})

test('a range of commits that ask to be let through: as many for 12 as for 2, and 2 more than without any', () => {
  const made = running()
  const base = made.git('rev-parse', 'HEAD')
  const ci = `drift ci --base ${base} --head HEAD 2>/dev/null`
  const more = (count: number, from: number, words: string) => {
    for (let i = from; i < from + count; i++) {
      made.write(`src/${i}.js`, 'x\n')
      made.git('add', '.')
      made.git('commit', '-q', '-m', `feat: ${i}`, '-m', words)
    }
  }
  more(2, 0, 'Plan-Id: x')
  const none = gits(made, ci)
  more(2, 10, 'Drift-Override: it is urgent\nPlan-Id: x')
  const few = gits(made, ci)
  more(10, 20, 'Drift-Override: it is urgent\nPlan-Id: x')
  assert.equal(gits(made, ci), few)
  assert.equal(few, [...none, 'diff-tree', 'log'].sort())
  made.dispose()
})

test('drift status: as many for 30 commits, units and changed files as for 2', () => {
  const made = running()
  const more = (count: number, from: number) => {
    for (let i = from; i < from + count; i++) {
      made.write(`src/${i}.js`, 'x\n')
      made.git('add', 'src')
      made.git('commit', '-q', '-m', `feat: ${i}`)
      made.write(`lib/${i}.js`, 'x\n')
    }
  }
  more(2, 0)
  const few = gits(made, 'drift status > /dev/null')
  more(30, 10)
  assert.equal(gits(made, 'drift status > /dev/null'), few)
  assert.ok(few.length <= 6, few.join(' '))
  made.dispose()
})

test('drift simulate: as many for 30 commits as for 3, whatever an attributes file says of them', () => {
  const made = running()
  made.write('.gitattributes', 'lib/* linguist-generated\n')
  made.git('add', '.gitattributes')
  const more = (count: number, from: number) => {
    for (let i = from; i < from + count; i++) {
      made.write(`src/${i}.js`, 'x\n')
      made.write(`lib/${i}.js`, 'x\n'.repeat(900))
      made.git('add', 'src', 'lib')
      made.git('commit', '-q', '--no-verify', '-m', `feat: ${i}`)
    }
  }
  const told = (last: number) => JSON.parse(made.drift('simulate', '--config', 'drift:strict', '--last', String(last), '--json').stdout) as { checks: { check: string; blocked: number }[] }
  more(3, 0)
  const few = gits(made, 'drift simulate --config drift:strict --last 3 > /dev/null')
  more(30, 10)
  assert.equal(gits(made, 'drift simulate --config drift:strict --last 30 > /dev/null'), few)
  // Each commit is measured by itself, though all are counted together, and what is generated does not count.
  assert.is(told(30).checks.find(({ check }) => check === 'change-size'), undefined)
  made.git('rm', '-q', '.gitattributes')
  made.git('commit', '-q', '--no-verify', '-m', 'chore: not generated')
  assert.is(told(31).checks.find(({ check }) => check === 'change-size')?.blocked, 30)
  made.dispose()
})

skip('a range of 1,000 commits takes at most twice as long as an empty node', 'it takes 4 to 5 times, and 9 to 11 where NODE_EXTRA_CA_CERTS slows no start of node; a node that only starts git log takes 1.7 to 1.9 and 2.7 to 3.3 (npm run -s bench:range, docs/benchmarks.md)')

test.run()
