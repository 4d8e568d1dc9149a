// The door of a hook: it loads the judge through V8's code cache, and nothing that lies there can change what is judged.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { driftRoot, repository, type Said } from '../support/repository.ts'

const repo = repository({ config: { plans: { required: false }, checks: { sot: ['error', { files: [{ path: 'LICENSE', mode: 'frozen' }] }] } } })
const dist = join(repo.outside, 'dist')
const kept = join(dist, 'judge.pre-commit.cache')
const judged = (): Said => repo.sh(`'${process.execPath}' '${join(dist, 'hook.cjs')}' hook pre-commit`)
const good = { code: 0, stdout: '', stderr: '' }

test.before(() => {
  cpSync(join(driftRoot, 'dist'), dist, { recursive: true, filter: (path) => !path.endsWith('.cache') })
  repo.write('LICENSE', 'MIT\n')
  repo.commit('Begin')
  repo.write('x', 'x')
  repo.git('add', 'x')
})

test.after(() => repo.dispose())

test('the first calls keep what V8 made, and then it stays', () => {
  for (let i = 0; i < 8; i++) assert.equal(judged(), good)
  const { mtimeMs, size } = statSync(kept)
  assert.ok(size > 100_000)
  assert.equal(judged(), good)
  assert.is(statSync(kept).mtimeMs, mtimeMs)
})

test('what blocks blocks with and without it', () => {
  repo.write('LICENSE', 'Apache\n')
  repo.git('add', 'LICENSE')
  const warm = judged()
  rmSync(kept)
  const cold = judged()
  repo.git('reset', '-q', 'LICENSE')
  assert.is(warm.code, 1)
  assert.match(warm.stderr, 'drift: sot: LICENSE')
  assert.equal(cold, warm)
})

const whole = () => { judged(); return readFileSync(kept) }
const flipped = (bytes: Buffer, at: number) => { const copy = Buffer.from(bytes); copy[at]! ^= 4; return copy }
const damages: readonly (readonly [how: string, damaged: (bytes: Buffer) => Buffer])[] = [
  ['a bit fell over at the front', (bytes) => flipped(bytes, 5)],
  ['a bit fell over in the middle', (bytes) => flipped(bytes, bytes.length >> 1)],
  ['a bit fell over in the seal', (bytes) => flipped(bytes, bytes.length - 3)],
  ['it was cut short', (bytes) => bytes.subarray(0, bytes.length / 3)],
  ['it is empty', () => Buffer.alloc(0)],
  ['it is something else', () => Buffer.from('module.exports = 1\n')],
]

for (const [how, damaged] of damages) {
  test(`a cache is made anew where ${how}`, () => {
    const bad = damaged(whole())
    writeFileSync(kept, bad)
    assert.equal(judged(), good)
    assert.not(readFileSync(kept).equals(bad))
  })
}

test('where nothing can be kept it judges all the same', () => {
  rmSync(kept, { force: true })
  mkdirSync(kept)
  assert.equal(judged(), good)
  rmSync(kept, { recursive: true })
})

test('without the judge it says so, and blocks', () => {
  rmSync(join(dist, 'judge.cjs'))
  const { code, stderr } = judged()
  assert.is(code, 3)
  assert.match(stderr, /^drift: .*judge\.cjs is missing .*\n  fix: .*npm ci/)
  assert.is(stderr.split('\n').length, 3)
  assert.ok(existsSync(dist))
})

test.run()
