// limit 900 s: 200 kills in the long run, each with a copy of a repository and a look at what is left
import { test } from 'uvu'
import { killed, type Landed, type WriteStep } from './support/kills.ts'
import { Prepared } from './support/prepared.ts'
import { tell } from './support/told.ts'

const long = Boolean(process.env['DRIFT_TEST_LONG'])
const total = long ? 200 : 20

const prepared = new Prepared(`git init -q && git commit -q --allow-empty -m first && mkdir src test && echo 1 > src/a.js && echo 2 > test/a.js && printf '{ "name": "x", "version": "1.0.0" }\\n' > package.json \
  && git add . && git commit -qm files && git init -q --bare ../bare && git remote add origin ../bare && drift init --yes && git push -q origin main && git switch -qc work`)
test.after(() => prepared.dispose())

const noted = (ref: string, text: string) => `git grep -q '${text}' refs/notes/drift/${ref}`
const plan = `drift plan new 'Limit login attempts' --id limit --allow 'src/**' --gate 'node --version'`

const widen = `drift approve limit --yes --request "$(drift status --json | grep -o '"id": *"[0-9a-f]*"' | tail -1 | grep -o '[0-9a-f]\\{12,\\}')"`

const steps: readonly WriteStep[] = [
  { name: 'plan new', command: plan, done: 'drift plan show limit' },
  { name: 'approve', command: 'drift approve limit --yes', done: `drift plan show limit | grep -q approved && ${noted('approvals', '"decision":"approved"')}` },
  { name: 'start', command: 'drift start limit', done: `drift status | grep -q Limit && git cat-file -e HEAD:.drift/plans/limit/intent.json`, again: 'drift start limit || drift start --resume' },
  { name: 'commit', command: `echo 3 >> src/a.js && git add src && git commit -qm 'feat: limit'`, done: `git log -1 --format=%B | grep -q 'Plan-Id: limit'`, again: `git add src && git commit -qm 'feat: limit'` },
  { name: 'plan request', command: `drift plan request limit --add 'test/**' -m 'the test of it'`, done: noted('approvals', '"kind":"request"') },
  { name: 'approve it', command: widen, done: `git show HEAD:.drift/plans/limit/intent.json | grep -q 'test/'`, again: `${widen}; drift sync` },
  { name: 'verify', command: 'drift verify', done: noted('evidence', '"outcome":"passed"') },
  { name: 'deviate', command: `drift deviate extra -m 'somebody needs it today' --yes`, done: noted('approvals', '"kind":"deviation"') },
  { name: 'review', command: `drift review approve HEAD --yes`, done: noted('reviews', '"kind":"review"') },
  { name: 'lessons add', command: `drift lessons add slow-tests --cause 'they wait for the network' --action 'fake the clock'`, done: `grep -q slow-tests .drift/lessons.jsonl && drift lessons check` },
  { name: 'finish', command: 'drift finish || test $? = 1', done: `${noted('runs', '"kind":"report"')} && git cat-file -e HEAD:.drift/plans/closed/limit/intent.json && drift status | grep -q 'No run' && test "$(git grep -h '"kind":"report"' refs/notes/drift/runs | sort -u | wc -l)" = 1 && test "$(git show HEAD:.drift/lessons.jsonl | grep -c '"planned":')" = 1` },
]

/** Nothing half-written is read as whole, git finds nothing broken, and records still travel. */
const whole = `git fsck --no-progress --no-dangling >/dev/null && drift status --json >/dev/null && drift sync >/dev/null`

/** In the middle of a run it goes on with this, whatever was interrupted. */
const resumed = `${whole} && drift start --resume | grep -q 'Limit login attempts'`
const inRun = new Set(['commit', 'plan request', 'approve it', 'verify', 'deviate', 'review', 'lessons add'])

let seed = 20261121
const random = () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31

const widths = [14, 6, 17, 16, 14, 15]
const row = (...cells: readonly string[]) => tell({ table: 'Kills', row: cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i]!) : cell.padStart(widths[i]!))).join('') })
row('step', 'kills', 'nothing written', 'between writes', 'done, untold', 'after the end')

const each = Math.max(long ? 5 : 2, Math.ceil(total / steps.length))
for (const step of steps) {
  test(`${step.name}: ${each} kills`, async () => {
    const landed: Landed[] = []
    // How long it takes shows only as one goes on: the first kill comes from a guess, later ones between first and last write.
    let took = 400
    for (let i = 0; i < each; i++) {
      const one = await killed(prepared, step, Math.round(took * (0.3 + random())), inRun.has(step.name) ? resumed : whole)
      landed.push(one)
      took = one.acknowledged ? Math.max(60, took * 0.8) : one.touched ? took : took * 1.25
    }
    prepared.now.must(step.command)
    prepared.now.must(step.done)
    const count = (of: (one: Landed) => boolean) => String(landed.filter(of).length)
    row(step.name, String(each), count(({ touched }) => !touched), count(({ touched, done }) => touched && !done), count(({ done, acknowledged }) => done && !acknowledged), count(({ acknowledged }) => acknowledged))
  })
}

test.run()
