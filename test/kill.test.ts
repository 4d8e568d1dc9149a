// limit 600 s: 200 kills in the long run, each with a copy of a repository and a look at what is left
import { test } from 'uvu'
import { Kills, type Landed, type WriteStep } from './support/kills.ts'
import { tell } from './support/told.ts'

const total = process.env['DRIFT_TEST_LONG'] ? 200 : 20

const prepare = `git init -q && git commit -q --allow-empty -m first && mkdir src test && echo 1 > src/a.js && echo 2 > test/a.js && printf '{ "name": "x", "version": "1.0.0" }\\n' > package.json \
  && git add . && git commit -qm files && git init -q --bare "$OUTSIDE/bare" && git remote add origin "$OUTSIDE/bare" && drift init --yes && git push -q origin main && git switch -qc work`

const record = (ref: string, text: string) => `git grep -q '${text}' refs/notes/drift/${ref}`

const steps: readonly WriteStep[] = [
  { name: 'plan new', command: `drift plan new 'Limit login attempts' --id limit --allow 'src/**' --gate 'node --version'`, done: 'drift plan show limit', again: `rm -rf .drift/plans/limit && drift plan new 'Limit login attempts' --id limit --allow 'src/**' --gate 'node --version'` },
  { name: 'approve', command: 'drift approve limit --yes', done: `drift plan show limit | grep -q approved && ${record('approvals', '"decision":"approved"')}` },
  { name: 'start', command: 'drift start limit', done: `drift status | grep -q 'limit: Limit' && git cat-file -e HEAD:.drift/plans/limit/intent.json` },
  { name: 'commit', command: `echo 3 >> src/a.js && git add src && git commit -qm 'feat: limit'`, done: `git log -1 --format=%B | grep -q 'Plan-Id: limit'`, again: `git add src && git commit -qm 'feat: limit'` },
]

/** Nothing half-written is read as whole, and git finds nothing broken. */
const whole = `git fsck --no-progress --no-dangling >/dev/null && drift status --json >/dev/null && drift sync >/dev/null`

let seed = 20261121
const random = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31

const kills = new Kills(prepare)
test.after(() => kills.dispose())

const widths = [12, 6, 17, 16, 14, 15]
const row = (...cells: readonly string[]) => tell({ table: 'Kills', row: cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('') })
row('step', 'kills', 'nothing written', 'between writes', 'done, untold', 'after the end')
for (const step of steps) {
  const each = Math.max(process.env['DRIFT_TEST_LONG'] ? 5 : 2, Math.ceil(total / steps.length))
  test(`${step.name}: ${each} kills`, async () => {
    const landed: Landed[] = []
    // How long it takes is known only once it was done, and then the repository has moved on: the first kill comes from a guess.
    let took = 400
    for (let i = 0; i < each; i++) {
      const at = Math.round(took * (0.2 + random()))
      const one = await kills.kill(step, at, whole)
      landed.push(one)
      // Narrow in on the moments between the first write and the last.
      took = one.acknowledged ? Math.max(60, took * 0.8) : one.touched ? took : took * 1.25
    }
    kills.advance(step)
    const count = (of: (one: Landed) => boolean) => String(landed.filter(of).length)
    row(step.name, String(each), count(({ touched }) => !touched), count(({ touched, done }) => touched && !done), count(({ done, acknowledged }) => done && !acknowledged), count(({ acknowledged }) => acknowledged))
  })
}

test.run()
