// A property: what `drift check` says of the scope of a linear range is what comparing all pairs of trees by brute force says.
import { execFileSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { repository, type Repository } from '../support/repository.ts'

const long = process.env['DRIFT_TEST_LONG'] !== undefined
const rounds = long ? 40 : 4

/** A seeded generator of numbers in [0, 1). */
function seeded(seed: number): () => number {
  return () => {
    seed = (seed * 1664525 + 1013904223) % 4294967296
    return seed / 4294967296
  }
}

const paths = ['src/a', 'src/b/c', 'src/b/d', 'srcs/a', 'docs/a', 'a', 'src', '.src/a', 'src/é', 'test/src/a']
const globs = [['src/**'], ['src/b/**', 'docs/a'], ['**/a'], ['src'], ['*'], ['{src,docs}/**', '!src/b/c']]

// Written anew, without any of drift: only these six lists, one path at a time.
const fits: readonly ((path: string) => boolean)[] = [
  (p) => p.startsWith('src/'),
  (p) => p.startsWith('src/b/') || p === 'docs/a',
  (p) => p === 'a' || p.endsWith('/a'),
  (p) => p === 'src' || p.startsWith('src/'),
  (p) => !p.includes('/'),
  (p) => (p.startsWith('src/') || p.startsWith('docs/')) && p !== 'src/b/c',
]

function tree(made: Repository, commit: string): Map<string, string> {
  const out = execFileSync('git', ['ls-tree', '-r', '-z', commit], { cwd: made.root, encoding: 'utf8' })
  return new Map(out.split('\0').filter(Boolean).map((line) => { const [entry, path] = line.split('\t') as [string, string]; return [path, entry] }))
}

function changed(before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>): string[] {
  return [...new Set([...before.keys(), ...after.keys()])].filter((path) => before.get(path) !== after.get(path))
}

/** One random step: write, remove or move a file. `src` is now a file, now a folder. */
function step(made: Repository, random: () => number): void {
  const pick = () => paths[Math.floor(random() * paths.length)]!
  const path = pick()
  const clear = path === 'src' ? 'rm -rf src' : path.startsWith('src/') ? 'if [ -f src ]; then rm src; fi' : ':'
  if (random() < 0.25) made.sh(`rm -rf '${path}'`)
  else if (random() < 0.2) made.sh(`${clear}; mkdir -p "$(dirname '${path}')"; f=$(git ls-files -- . ':!.drift*' | head -n 1); [ -f "$f" ] && mv "$f" '${path}' || :`)
  else made.sh(`${clear}; mkdir -p "$(dirname '${path}')"; rm -rf '${path}'; printf '%s\\n' ${Math.floor(random() * 1e6)} > '${path}'`)
}

let outside = 0
let inside = 0

for (let round = 0; round < rounds; round++) {
  test(`round ${round}`, () => {
    const random = seeded(round + 1)
    const which = round % globs.length
    const made = repository()
    try {
      made.write('.driftrc.json', JSON.stringify({ id: 'roundround', extends: 'drift:recommended', plans: { lanes: [] }, checks: { 'never-auto-approve': 'off' } }))
      made.commit('config')
      assert.is(made.drift('plan', 'new', 'x', '--id', 'x', ...globs[which]!.flatMap((glob) => ['--allow', glob])).code, 0)
      assert.is(made.drift('approve', 'x', '--yes').code, 0)
      const base = made.commit('plan')
      const commits: string[] = []
      for (let i = 0; i < 6; i++) {
        step(made, random)
        commits.push(made.commit(`change ${i}\n\nPlan-Id: x`))
      }
      const { stdout, code } = made.drift('check', '--base', base, '--format', 'json')
      const { outcomes } = JSON.parse(stdout) as { outcomes: { check: string; findings: { path: string; commit?: string }[] }[] }
      const said = new Set(outcomes.find(({ check }) => check === 'scope')!.findings.map(({ path, commit }) => `${commit ?? 'net'} ${path}`))

      const expected = new Set<string>()
      commits.forEach((commit, i) => {
        for (const path of changed(tree(made, commits[i - 1] ?? base), tree(made, commit))) {
          if (fits[which]!(path)) inside++
          else { outside++; expected.add(`${commit} ${path}`) }
        }
      })
      assert.equal([...said].sort(), [...expected].sort())
      assert.is(code, expected.size > 0 ? 1 : 0)
    } finally {
      made.dispose()
    }
  })
}

test('both kinds came up', () => {
  assert.ok(outside * 5 >= inside && inside * 5 >= outside, `${inside} inside, ${outside} outside`)
})

test.run()
