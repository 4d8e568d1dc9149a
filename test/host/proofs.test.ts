// limit 180 s: a proof may only spare a check where running it would find nothing. Whole ranges of odd commits are judged with
// and without proofs; what comes out must be the same to the letter.
import { execFileSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checks } from '../../checks/index.ts'
import type { Check } from '../../host/check.ts'
import * as judging from '../../host/judge-range.ts'
import { openRepository, type Opened } from '../../records/repository.ts'
import { mutant } from '../support/mutant.ts'
import { repository } from '../support/repository.ts'

const seeds = process.env['DRIFT_TEST_LONG'] ? 60 : 8
const paths = [
  'src/a', 'src/b', 'src/gen/a', 'src/gen', 'src/é', 'src/\\303', 'Src/a', 'docs/a', 'docs/ledger', 'docs/Ledger', 'LICENSE', 'license', 'lib', 'lib/x', 'src/lib', 'package.json', 'package-lock.json', 'src/package.json', 'src/package-lock.json',
  'AGENTS.md', 'agents.md', 'docs/AGENTS.md', '.github/workflows', '.github/workflows/a', '.GITHUB/workflows/a', '.gitattributes', 'docs/.gitattributes', 'snap/a.snap', '.drift/plans/p0/intent.json', '.drift/plans/stray',
]
/** What plans allow, deny and lock; the last one nobody approved. */
const plans: readonly (readonly [allowed: readonly string[], denied: readonly string[], locked: readonly string[]])[] = [
  [['src/**', 'docs/**', 'LICENSE', 'lib'], [], []], [['**'], ['src/gen/**'], ['docs/ledger']], [['src/**', '!src/b', '.github/**'], ['docs/**', '!docs/a'], []], [[], ['src/a'], []], [['src/**'], [], ['!src/a']], [['**'], [], []],
]
const messages = ['feat: a', 'fix: a', 'chore: a\n\nRoot-Cause: it was so', 'fixup! fix: a', 'Merge what there is']

/** Numbers below `below`, the same in every run. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) % 65_521 % below
}

/** Sixty commits for `git fast-import`: few files each, of all kinds; most name a plan. */
function commits(seed: number, from: string): string {
  const next = random(seed)
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`
  const mostly = seed % paths.length
  const last = `commit refs/heads/s${seed}\ncommitter Ada <ada@example.org> 1790000100 +0000\n${data('chore: one config is enough')}D package.json\n`
  return Array.from({ length: 60 }, (_, i) => {
    const named = next(8) === 0 ? '' : `\n\nPlan-Id: p${next(plans.length)}\n`
    const files = Array.from({ length: 1 + next(3) }, () => {
      const path = next(2) === 0 ? paths[(mostly + next(3)) % paths.length]! : paths[next(paths.length)]!
      const quoted = `"${path}"`
      const kind = next(7)
      if (kind === 0) return `D ${quoted}\n`
      if (kind === 1) return `M 160000 ${from} ${quoted}\n`
      const content = kind === 2 ? ['docs/ledger', '../LICENSE', 'LICENSE', '.github', 'AGENTS.md'][next(5)]! : path.endsWith('.gitattributes') ? ['* -text\n', 'ledger merge=union\n', 'x a\n'][next(3)]! : path.endsWith('package.json') ? ['{}\n', '{ "drift": {} }\n'][next(2)]! : `${next(3) === 0 ? '' : 'one\n'}${next(2) === 0 ? 'two\n' : `${i}\n`}`
      return `M ${kind === 2 ? '120000' : kind === 3 ? '100755' : '100644'} inline ${quoted}\n${data(content)}`
    })
    return `commit refs/heads/s${seed}\ncommitter Ada <ada@example.org> ${1_790_000_000 + i} +0000\n${data(messages[next(messages.length)]! + named)}${i === 0 ? `from ${from}\n` : ''}${files.join('')}`
  }).join('') + last
}

const repo = repository({ files: { '.driftrc.json': JSON.stringify({
  id: '0123456789abcdef', extends: 'drift:recommended', plans: { generated: ['**/*.snap'] }, overrides: [{ paths: ['docs/**'], checks: { scope: 'warn' } }],
  checks: { 'never-auto-approve': ['error', { paths: ['.driftrc*', '**/AGENTS.md', '.github/workflows/**'] }], sot: ['error', { files: [{ path: 'docs/ledger', mode: 'append-only' }, { path: 'LICENSE', mode: 'frozen' }] }] },
}), 'docs/ledger': 'one\n', LICENSE: 'As it is.\n' } })
let opened: Opened
let base = ''
test.before(async () => {
  repo.commit('begin')
  for (const [i, [allowed, denied, locked]] of plans.entries()) {
    const text = (name: string, content: object) => repo.write(`.drift/plans/p${i}/${name}.json`, `${JSON.stringify({ format_version: 1, ...content })}\n`)
    text('intent', { id: `p${i}`, title: 'x', goal: 'x', domain: 'x', kind: i === 1 ? 'bugfix' : 'feature', risk: 'low', constraints: [], non_goals: [], allowed_files: allowed, denied_files: denied, acceptance: ['x'] })
    text('test_contract', { gates: [], locked_files: locked })
    text('commit_plan', { units: [] })
  }
  base = repo.commit('plans')
  for (let i = 0; i + 1 < plans.length; i++) assert.is(repo.drift('approve', `p${i}`, '--yes').code, 0)
  for (let seed = 0; seed < seeds; seed++) execFileSync('git', ['fast-import', '--quiet'], { cwd: repo.root, input: commits(seed, base) })
  opened = await openRepository(repo.root)
})
test.after(() => { opened?.close(); repo.dispose() })

async function judged(seed: number, by: readonly Check[] = checks, { judgeRange }: Pick<typeof judging, 'judgeRange'> = judging): Promise<string> {
  const head = repo.git('rev-parse', `s${seed}`)
  const { outcomes, commits } = await judgeRange(opened, { stage: 'ci', base, head, policy: 'base' }, { checks: by, run: async () => { throw new Error('nothing is run') }, tell: async () => {} } as never)
  return JSON.stringify([commits, outcomes])
}

const unproven = checks.map(({ proof, ...check }): Check => check)
const plain: string[] = []

test('as without proofs, to the letter', async () => {
  for (let seed = 0; seed < seeds; seed++) {
    plain.push(await judged(seed, unproven))
    assert.is(await judged(seed), plain[seed], `seed ${seed}`)
  }
})

test('most kinds of finding came up', () => {
  const told = new Set(plain.flatMap((text) => (JSON.parse(text) as [number, { check: string; findings: { code: string }[] }[]])[1].flatMap(({ check, findings }) => findings.map(({ code }) => `${check}/${code}`))))
  for (const one of ['approval/missing', 'never-auto-approve/protected', 'scope/outside', 'scope/denied', 'scope/locked', 'sot/frozen', 'sot/rewritten', 'sot/deleted', 'bugfix-dod/missing', 'plan-id/missing']) assert.ok(told.has(one), `${one} is not among ${[...told].join(' ')}`)
})

const judges = ['host/judge-range.ts', 'host/evaluate.ts', 'host/judge.ts', 'host/proofs.ts']
for (const [what, from, to] of [
  ['other names', 'file.names === undefined && ', ''],
  ['attributes that speak of a file', 'file.speaksOf === undefined && ', ''],
  ['links', ' && !isLink(file)', ''],
  ['what is watched over', ' && !change.files.some(watched)', ''],
  ['what lies outside', ' && change.files.every((file) => matches(proof.globs, file))', ''],
  ['the plan', 'const [plan, another] = change.plans', 'const [plan, another] = [change.plans[0] && { ...change.plans[0], standing: { state: \'approved\' } } as never]'],
] as const) {
  test(`caught: no look at ${what}`, async () => {
    const broken = await mutant<typeof judging>(judges, from, to)
    assert.ok(await differs((seed) => judged(seed, checks, broken)))
  })
}

for (const [what, file, from, to] of [
  ['a plan that allows nothing', 'scope', 'plan.intent.allowed_files.length === 0 || ', ''],
  ['exclusions of what is denied', 'scope', "denied.some((glob) => glob.startsWith('!'))", 'false'],
  ['what is denied and locked', 'scope', "...denied.map((glob) => `!${glob}`)", ''],
  ['an approval', 'approval', "plan?.standing.state === 'approved'", 'plan'],
  ['what is protected', 'never-auto-approve', '[...paths, ...manifest]', '[...manifest]'],
  ['one of the sources of truth', 'sot', "kind: 'nothing-inside', globs: files.map", "kind: 'nothing-inside', globs: files.slice(1).map"],
] as const) {
  test(`caught: a proof without ${what}`, async () => {
    const { default: broken } = await mutant<{ readonly default: Check }>([`checks/${file}.ts`], from, to)
    assert.ok(await differs((seed) => judged(seed, checks.map((check) => (check.name === file ? broken : check)))))
  })
}

async function differs(judge: (seed: number) => Promise<string>): Promise<boolean> {
  for (let seed = 0; seed < seeds; seed++) if (await judge(seed).catch(() => 'thrown') !== plain[seed]) return true
  return false
}

test.run()
