// A check's example as a real repository: what it changes is staged on top of a commit, its plan stands and is approved.
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { checks } from '../../checks/index.ts'
import type { Check, ComparedPolicy, Example, Finding, Plan } from '../../host/check.ts'
import { examplePlan } from '../../host/example.ts'
import { repository, type Repository } from './repository.ts'

/** A repository in which an example is laid out. */
export interface LaidOut {
  readonly repo: Repository
  /** What the check finds now. */
  judged(): readonly Finding[]
}

/** Where an example is judged: what is staged, with its message, or a commit of it in a range. */
export type Where = 'staged' | 'range'

/** Where it can be: hooks see no names that links give, nothing of what a later approval overtakes, and no range. */
export function placesOf({ stages }: Check, { change, given }: Example): readonly Where[] {
  const late = change.some((line) => line.includes('(link of')) || given?.plans?.some(({ standing }) => standing.state === 'superseded') || given?.extent === 'net'
  return stages.includes('commit-msg') && !late ? ['staged', 'range'] : ['range']
}

/** Lays out an example. Its repository is the caller's to dispose of. */
export function layOut(check: Check, example: Example, where: Where): LaidOut {
  const { given = {} } = example
  const repo = repository()
  const plan = given.plans ? given.plans[0] : examplePlan
  const policy = (given.seen as { readonly policy?: ComparedPolicy } | undefined)?.policy
  const moved = policy?.moved ?? []
  const files = example.change.map((line) => fileOf(line, { ...example.texts, ...Object.fromEntries(moved.map((one) => [one.file, locksOf(one)])) }))
  const config = configOf(check, example, files, moved.map(({ name }) => name))
  for (const { name } of moved) install(repo, name)
  for (const path of (given.seen?.['paths'] ?? []) as readonly string[]) repo.write(path, `before of ${path}\n`)
  for (const file of files) before(repo, file)
  writeConfig(repo, files, config(policy?.before))
  const base = repo.commit('Begin')
  repo.git('switch', '-q', '-c', 'work')
  if (plan) { writePlan(repo, plan); repo.commit('A plan'); decide(repo, plan) }
  for (const file of files) after(repo, file)
  writeConfig(repo, files, policy ? policy.after && config(policy.after) : files.some(({ letter, path }) => letter === 'D' && path === '.driftrc.json') ? undefined : { ...config(undefined), approval: { mode: 'recorded' } })
  repo.git('add', '.')
  // Gitlinks are in the index alone.
  for (const { letter, path } of files) if (letter === 'S') repo.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},${path}`)
  const message = join(repo.outside, 'message')
  writeFileSync(message, example.message ?? `feat: work\n${plan ? `\nPlan-Id: ${plan.id}\n` : ''}`)
  if (where === 'range') repo.git('commit', '-q', '--no-verify', '-F', message)
  return {
    repo,
    judged() {
      const { code, stdout, stderr } = repo.drift('check', ...where === 'staged' ? ['--message-file', message] : ['--base', base, '--head', 'HEAD'], '--format', 'json')
      if (![0, 1].includes(code)) throw new Error(`it could not be judged (exit ${code}): ${stdout}${stderr}`)
      const report = JSON.parse(stdout) as { readonly outcomes: readonly { readonly check: string; readonly findings: readonly Finding[] }[] }
      return report.outcomes.filter((outcome) => outcome.check === check.name).flatMap(({ findings }) => findings)
    },
  }
}

type Moved = NonNullable<ComparedPolicy['moved']>[number]

/** The lock file with a package before and after it moved. */
function locksOf({ name, what }: Moved): readonly [before: string, after: string] {
  const [, ...told] = /^(\S+) \((\S+)\) became (\S+) \((\S+)\)$/.exec(what)!
  const lock = (version: string, integrity: string) => `${JSON.stringify({ lockfileVersion: 3, packages: { [`node_modules/${name}`]: { version, integrity } } }, null, 2)}\n`
  return [lock(told[0]!, told[1]!), lock(told[2]!, told[3]!)]
}

/** A package with a preset that demands nothing, as an install leaves it. */
function install(repo: Repository, name: string): void {
  repo.write('.gitignore', 'node_modules\n')
  repo.write(`node_modules/${name}/package.json`, JSON.stringify({ name, version: '1.0.0' }))
  repo.write(`node_modules/${name}/drift-preset.json`, '{}')
}

interface Drawn {
  readonly letter: string
  readonly path: string
  readonly lines: number
  readonly how: string | undefined
  readonly other: string
  readonly texts: readonly [before: string | null, after: string | null] | undefined
}

function fileOf(line: string, texts: NonNullable<Example['texts']>): Drawn {
  const [, letter, path, ranges = '', how, other = ''] = /^([AMDLSX]) (\S+)(?: \+([\d,-]+))?(?: \((\w+) of (\S+)\))?$/.exec(line)!
  const lines = ranges.split(',').filter(Boolean).reduce((sum, range) => { const [from, to = from] = range.split('-').map(Number); return sum + to! - from! + 1 }, 0)
  return { letter: letter!, path: path!, lines, how, other, texts: texts[path!] }
}

function put(repo: Repository, path: string, make: (file: string) => void): void {
  const file = join(repo.root, path)
  mkdirSync(dirname(file), { recursive: true })
  make(file)
}

function before(repo: Repository, { letter, path, how, other, texts }: Drawn): void {
  if (['M', 'D', 'X'].includes(letter)) repo.write(path, texts?.[0] ?? `before of ${path}\n`)
  if (how === 'twin' || how === 'speaks') repo.write(other, `before of ${other}\n`)
  if (how === 'link') put(repo, other, (file) => symlinkSync(join('../'.repeat(other.split('/').length - 1), path), file))
}

function after(repo: Repository, { letter, path, lines, how, other, texts }: Drawn): void {
  if (letter === 'D') rmSync(join(repo.root, path))
  else if (letter === 'X') chmodSync(join(repo.root, path), 0o755)
  else if (letter === 'L') put(repo, path, (file) => symlinkSync('nowhere', file))
  else if (letter !== 'S') repo.write(path, how === 'speaks' ? `${posix.relative(posix.dirname(path), other)} -text\n` : texts?.[1] ?? `${lines > 0 && letter === 'M' ? `before of ${path}\n` : ''}${`after of ${path}\n`.repeat(lines || 1)}`)
}

/** That one check on, all others off; a file that attributes speak of is a source of truth. */
function configOf(check: Check, { options }: Example, files: readonly Drawn[], packages: readonly string[]): (policy: ComparedPolicy['before']) => object {
  const truths = files.filter(({ how }) => how === 'speaks').map(({ other }) => ({ path: other, mode: 'append-only' }))
  const others = Object.fromEntries(checks.map(({ name }) => [name, name === 'sot' && truths.length > 0 ? ['error', { files: truths }] : 'off']))
  return (policy) => ({ ...packages.length > 0 ? { extends: ['drift:recommended', ...packages] } : {}, plans: policy?.plans ?? { lanes: [] }, checks: { ...others, [check.name]: ['error', options] } })
}

/** Writes the config where the example has it: in package.json, if that is what it changes; anew only if the example changes it. */
function writeConfig(repo: Repository, files: readonly Drawn[], config: object | undefined): void {
  const inPackage = files.some(({ path, texts }) => path === 'package.json' && texts)
  const path = inPackage ? 'package.json' : '.driftrc.json'
  if (existsSync(join(repo.root, '.driftrc.json')) && !files.some((file) => file.path === path)) return
  if (config) repo.write(path, `${JSON.stringify(inPackage ? { drift: config } : config, null, 2)}\n`)
  else rmSync(join(repo.root, path), { force: true })
}

function writePlan(repo: Repository, { id, intent, test_contract, commit_plan }: Plan): void {
  for (const [name, data] of Object.entries({ intent, test_contract, commit_plan })) repo.write(`.drift/plans/${id}/${name}.json`, `${JSON.stringify(data, null, 2)}\n`)
}

/** Approves a plan as the example has it; one that is superseded has had a later version, approved too. */
function decide(repo: Repository, plan: Plan): void {
  const { state } = plan.standing
  const approve = () => { const { code, stderr } = repo.drift('approve', plan.id, '--yes'); if (code !== 0) throw new Error(stderr) }
  if (state === 'missing') return
  approve()
  if (state !== 'superseded') return
  writePlan(repo, { ...plan, intent: { ...plan.intent, goal: 'a later goal' } })
  repo.commit('A later version')
  approve()
  writePlan(repo, plan)
  repo.commit('The older version')
}
