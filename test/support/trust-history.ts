// A history made of a seed, with what is true of it: runs of several domains, merged in every way, mended, taken back, reviewed.
// The truth is kept by whoever makes it, and never asked of git.
import { random } from './reports.ts'
import { repository, type Repository } from './repository.ts'
import { keep, placed, type Placed } from './runs.ts'

type Value = number | 'unknown'
/** The six metrics of a domain, and how many of its merges are too young to tell. */
export interface Truth {
  readonly metrics: Readonly<Record<string, Value>>
  readonly merged: number
  readonly young: number
}

/** How a run came to the target. */
const ways = ['merge', 'forward', 'squash', 'pick', 'anonymous', 'never'] as const

interface Made {
  readonly n: number
  readonly domain: string
  readonly files: string[]
  readonly commits: string[]
  /** What reverts it as a whole, or one commit of it, on the target. */
  readonly landed: { readonly commit: string; readonly merge: boolean }[]
  readonly young: boolean
  merged: boolean
  /** Nobody touched its lines since, so that it can be taken back without a conflict. */
  whole: boolean
  touched: number
  outside: number
  reviews: number
  rework: number
  gate: boolean | undefined
  latency: number | undefined
  readonly fixes: Set<string>
  readonly reverts: Set<string>
}

const day = 86_400
const line = (n: number, file: number, nth: number) => `export const value${n}x${file}x${nth} = makeTheValueOfThisLine(${n}, ${file}, ${nth}, 'with words')`
const fileOf = (n: number, file: number) => `${[`// File ${file} of run ${n}.`, line(n, file, 1), '', line(n, file, 2), line(n, file, 3), line(n, file, 4), '}', line(n, file, 5), line(n, file, 6)].join('\n')}\n`

/** Makes it: the newest third of the runs is three days old, the others a hundred and more. */
export async function trustHistory(seed: number, runs: number): Promise<{ readonly repo: Repository; readonly truth: Readonly<Record<string, Truth>> }> {
  const some = random(seed)
  const chance = (percent: number) => some(100) < percent
  const repo = repository({ config: { plans: { required: false } }, files: { 'README.md': 'It.\n' } })
  const begin = Math.floor(Date.now() / 1000)
  let clock = begin - 100 * day
  const records: Placed[] = []
  const all: Made[] = []
  const iso = (seconds: number) => new Date(seconds * 1000).toISOString()
  const dated = (script: string) => {
    clock += 60
    const { code, stderr } = repo.sh(`export GIT_AUTHOR_DATE='${clock} +0000' GIT_COMMITTER_DATE='${clock} +0000'; ${script}`)
    if (code !== 0) throw new Error(`${script}: ${stderr}`)
    return repo.git('rev-parse', 'HEAD')
  }
  const commit = (message: string) => { repo.write('../outside/message', message); return dated('git add -A && git commit -q -F "$OUTSIDE/message"') }
  const change = (path: string, edit: (text: string) => string) => repo.write(path, edit(repo.git('show', `HEAD:${path}`) + '\n'))
  commit('Begin')

  try {
    for (let n = 0; n < runs; n++) {
      if (n === Math.floor(runs * 2 / 3)) clock = begin - 3 * day
      all.push(run(n))
      if (chance(40)) mend(n)
      if (chance(50)) harmless(n)
      if (chance(25)) takeBack(n)
    }
    await keep(repo, records, true)
    return { repo, truth: truthOf(all) }
  } catch (error) {
    repo.dispose()
    throw error
  }

  function run(n: number): Made {
    const made: Made = {
      n, domain: ['deps', 'ui', 'untagged'][some(3)]!, files: [], commits: [], landed: [], young: clock > begin - 14 * day, merged: false, whole: true,
      touched: some(8), outside: 0, reviews: 0, rework: 0, gate: undefined, latency: chance(80) ? some(300) : undefined, fixes: new Set(), reverts: new Set(),
    }
    const base = repo.git('rev-parse', 'HEAD')
    const started = clock
    const plan = `plan-${n}`
    const way = ways[some(ways.length)]!
    repo.git('switch', '-q', '-c', `work-${n}`)
    // A run that comes without its trailers is known by its patches: its message has none to lose.
    const trailer = `\n\nPlan-Id: ${plan}`
    for (let c = 0, parts = 1 + some(3); c < parts; c++) {
      const path = `src/r${n}f${c}.ts`
      repo.write(path, fileOf(n, c))
      made.files.push(path)
      made.commits.push(commit(`feat: part ${c} of ${n}${trailer}`))
    }
    const ended = clock + 30
    repo.git('switch', '-q', 'main')
    repo.write('between', `${n}\n`)
    commit('chore: between')
    if (way === 'merge') made.landed.push({ commit: dated(`git merge -q --no-ff -m 'Merge ${n}' work-${n}`), merge: true })
    if (way === 'forward') { dated(`git rebase -q main work-${n} && git switch -q main && git merge -q --ff-only work-${n}`); made.landed.push(...repo.git('rev-list', '--reverse', `-n${made.commits.length}`, 'HEAD').split('\n').map((id) => ({ commit: id, merge: false }))) }
    if (way === 'squash') { dated(`git merge -q --squash work-${n}`); made.landed.push({ commit: commit(`Work ${n} (#${n})\n\n* feat: part\n\n  Plan-Id: ${plan}\n\n* end`), merge: false }) }
    if (way === 'pick') for (const id of made.commits) made.landed.push({ commit: dated(`git cherry-pick ${id} >/dev/null`), merge: false })
    if (way === 'anonymous') for (const id of made.commits) { dated(`git cherry-pick -n ${id}`); made.landed.push({ commit: commit('feat: a part of something'), merge: false }) }
    made.merged = made.landed.length > 0
    tell(made, plan, base, started, ended)
    return made
  }

  /** The records of a run, and what they come to. */
  function tell(made: Made, plan: string, base: string, started: number, ended: number): void {
    const { n, domain, commits } = made
    made.outside = made.touched > 0 ? some(made.touched) : 0
    const touched = Array.from({ length: made.touched }, (_, i) => `src/r${n}t${i}.ts`)
    const gates: object[] = []
    if (chance(75)) {
      const [failures, outcome] = [chance(20) ? 1 + some(3) : 0, ['passed', 'passed', 'passed', 'failed', 'unverifiable', 'not-run'][some(6)]!]
      gates.push({ gate: 'test', required: true, outcome, failures })
      if (failures > 0 || outcome === 'failed' || outcome === 'unverifiable') made.gate = true
      else if (outcome === 'passed') made.gate = false
      // What is not required fails without harm.
      gates.push({ gate: 'lint', required: false, outcome: 'failed', failures: 2 })
      if (chance(20)) { records.push(placed.evidence(commits[0]!, `run-${n}`, 'test', 'failed', iso(ended - 10))); made.gate = true }
      if (chance(20)) records.push(placed.evidence(commits[0]!, `run-${n}`, 'test', 'failed', iso(ended + 10)))
      if (chance(20)) records.push(placed.evidence(commits[0]!, `run-${n}`, 'lint', 'failed', iso(ended - 10)))
    }
    const review = (commit: string, decision: 'approved' | 'changes-requested', more: object = {}) => records.push(placed.review(commit, decision, { at: iso(started + 1 + made.reviews), ...more }))
    for (let k = some(4); k > 0; k--) {
      const decision = chance(50) ? 'changes-requested' : 'approved'
      // The commit itself, or one that was made again since.
      if (chance(60)) review(commits[some(commits.length)]!, decision)
      else review(base, decision, { plan })
      made.reviews += 1
      if (decision === 'changes-requested') made.rework += 1
    }
    if (chance(20)) review(commits[0]!, 'changes-requested', { via: 'agent:claude' })
    records.push(placed.report({
      run: `run-${n}`, plan, ...domain === 'untagged' ? {} : { domain }, base, last: commits.at(-1)!, commits, started: iso(started), ended: iso(ended), at: iso(ended),
      files: { touched, outside: touched.slice(0, made.outside) }, gates: gates as never, ...made.latency === undefined ? {} : { proposed: iso(started - 1000), approved: iso(started - 1000 + made.latency * 60) },
    }))
  }

  /** A fix of one line of an earlier run that is on the target. */
  function mend(now: number): void {
    const made = all.filter(({ merged, whole, n }) => merged && whole && n < now)[0]
    if (!made) return
    const path = made.files[some(made.files.length)]!
    const nth = 1 + some(6)
    change(path, (text) => text.replace(new RegExp(`^(.*x${nth} = .*)$`, 'm'), chance(50) ? '$1.mended()' : ''))
    made.fixes.add(commit(['fix: it', 'hotfix(core): it', 'Mend it\n\nRoot-Cause: it was not so'][some(3)]!))
    made.whole = false
  }

  /** What mends nothing: blank lines, comments, order, indentation, and changes that are no fix. */
  function harmless(now: number): void {
    const there = all.filter(({ merged, reverts, n }) => merged && reverts.size === 0 && n <= now)
    const made = there[some(there.length || 1)]
    if (!made) return
    const path = made.files[0]!
    const before = repo.git('show', `HEAD:${path}`)
    const [message, edit] = ([
      ['fix: blank lines', (text) => text.replace(/^\n/gm, '')], ['fix: comments', (text) => text.replace(/^\/\/.*\n/gm, '')], ['fix: braces', (text) => text.replace(/^\}\n/gm, '')], ['fix: indent', (text) => text.replace(/^export/gm, '   export')],
      ['fix: order', (text) => { const [first, ...rest] = text.split('\n').filter((one) => one.includes('x3 =')); return first && rest.length === 0 ? `${first}\n${text.replace(`${first}\n`, '')}` : text }],
      ['refactor: less', (text) => text.replace(/^.*x4 = .*\n/m, '')], ['docs: less', (text) => text.replace(/^.*x5 = .*\n/m, '')],
    ] as const satisfies readonly (readonly [string, (text: string) => string])[])[some(7)]!
    change(path, edit)
    if (repo.git('diff', '--', path) === '' && before !== '') return
    commit(message)
    made.whole = false
  }

  function takeBack(now: number): void {
    const made = all.filter(({ merged, whole, n }) => merged && whole && n < now).at(-1)
    if (!made) return
    const { commit: id, merge } = made.landed.at(-1)!
    const way = some(3)
    if (way === 0) made.reverts.add(dated(`git revert --no-edit ${merge ? '-m 1' : ''} ${id} >/dev/null`))
    else { dated(`git revert -n ${merge ? '-m 1' : ''} ${id}`); made.reverts.add(commit(way === 1 ? 'chore: tidy up' : `Back\n\nThis reverts commit ${id}.`)) }
    made.whole = false
  }
}

function truthOf(all: readonly Made[]): Record<string, Truth> {
  return Object.fromEntries([...new Set(all.map(({ domain }) => domain))].sort().map((domain) => {
    const own = all.filter((made) => made.domain === domain)
    const sum = (of: readonly Made[], value: (made: Made) => number) => of.reduce((total, made) => total + value(made), 0)
    const ratio = (over: number, of: number): Value => (of === 0 ? 'unknown' : over / of)
    const reviewed = own.filter(({ reviews }) => reviews > 0)
    const merged = own.filter((made) => made.merged)
    const old = merged.filter(({ young, fixes }) => !young || fixes.size > 0)
    const tested = own.filter(({ gate }) => gate !== undefined)
    const late = own.flatMap(({ latency }) => latency ?? []).sort((a, b) => a - b)
    const middle = (late[Math.floor((late.length - 1) / 2)]! + late[Math.ceil((late.length - 1) / 2)]!) / 2
    return [domain, {
      merged: merged.length, young: merged.length - old.length,
      metrics: {
        plan_drift_rate: ratio(sum(own, ({ outside }) => outside), sum(own, ({ touched }) => touched)),
        review_churn_rate: ratio(sum(reviewed, ({ rework }) => rework), sum(reviewed, ({ commits }) => commits.length)),
        post_merge_defect_rate: ratio(old.filter(({ fixes }) => fixes.size > 0).length, old.length),
        test_gate_failure_rate: ratio(tested.filter(({ gate }) => gate).length, tested.length),
        approval_latency_minutes: late.length === 0 ? 'unknown' : middle,
        rollback_or_revert_count: merged.length === 0 ? 'unknown' : sum(merged, ({ reverts }) => reverts.size),
      },
    }]
  }))
}
