import { gitLine } from '../git/exec.ts'
import { ownCommand, type World } from '../host/cli-context.ts'
import { DriftError, messageOf } from '../host/error.ts'
import { choice, flag, list, object, optional, text } from '../host/schema.ts'
import { visible } from '../host/text.ts'
import { openRepository } from '../records/repository.ts'
import { readRun } from '../records/store/run.ts'
import { copyLooked, hooksLooked, neighboursLooked, type Looked } from './doctor-hooks.ts'
import { leftoversLooked } from './doctor-leftovers.ts'
import { plansLooked } from './doctor-plans.ts'
import { recordsLooked } from './doctor-records.ts'
import { targetLooked } from './doctor-target.ts'
import { setupsLooked } from './plugin-setups.ts'
import { version } from './printed.ts'
import { self, worktreePolicy } from './repository.ts'
import { allChecksOut } from './sparse.ts'

export default ownCommand({
  path: ['doctor'],
  summary: 'prove that drift works in this worktree',
  example: 'drift doctor',
  arguments: object({}),
  prints: object({
    version, healthy: flag({ about: 'Whether nothing is a problem.' }),
    findings: list(object({ what: text(), state: choice(['ok', 'problem', 'note'], { about: 'note: absent or of interest; problem: installed, and does not work.' }), said: text(), fix: optional(text()) })),
  }),
  effects: [],

  async run({ json }, { world, print }) {
    const found = await examined(world)
    const problems = found.filter(({ state }) => state === 'problem')
    if (json) print({ version: 1, healthy: problems.length === 0, findings: found })
    else for (const { what, state, said, fix } of found) print(`${state.padEnd(7)}  ${what}: ${visible(said)}\n${fix ? `         fix: ${visible(fix)}\n` : ''}`)
    return problems.length > 0 ? 1 : 0
  },
})

async function examined(world: World): Promise<Looked[]> {
  const found = [node(), await gitProgram(world)]
  if (found.some(({ state }) => state === 'problem')) return found
  let opened
  try {
    opened = await openRepository(world.cwd)
  } catch (error) {
    return [...found, broken('repository', error)]
  }
  try {
    try {
      const policy = await worktreePolicy(opened, world)
      if (!policy) return [...found, { what: 'config', state: 'problem', said: 'there is none', fix: `${self(world)} init` }]
      found.push({ what: 'config', state: 'ok', said: `${policy.file} (${policy.config.extends.join(', ')}), approval ${policy.config.approval.mode}` })
      await allChecksOut(opened, policy.config.plans.dir).catch((error: unknown) => found.push(broken('checkout', error)))
      found.push(...await targetLooked(opened, policy).catch((error: unknown) => [broken('target', error)]))
      found.push(...await hooksLooked(opened, policy.config.plans.dir, world).catch((error: unknown) => [broken('hook', error)]), ...copyLooked(opened, world))
      found.push(...await neighboursLooked(opened).catch((error: unknown) => [broken('others', error)]))
      found.push(...await setupsLooked(opened, policy, world).catch((error: unknown) => [broken('plugins', error)]))
      found.push(...await plansLooked(opened, policy).catch((error: unknown) => [broken('plans', error)]))
      found.push(...await recordsLooked(opened, policy.config.base.remote, world).catch((error: unknown) => [broken('records', error)]))
    } catch (error) {
      found.push(broken('config', error))
    }
    try {
      const run = readRun(opened.place.gitDir)
      found.push({ what: 'run', state: 'note', said: run ? `plan ${run.plan} on ${run.branch}` : 'none in this worktree' })
    } catch (error) {
      found.push(broken('run', error))
    }
    found.push(...leftoversLooked(opened))
  } finally {
    opened.close()
  }
  return found
}

function node(): Looked {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const fine = major > 20 || (major === 20 && minor >= 19)
  return { what: 'node', state: fine ? 'ok' : 'problem', said: process.versions.node, ...fine ? {} : { fix: 'Install Node.js 20.19 or newer.' } }
}

async function gitProgram({ cwd }: World): Promise<Looked> {
  try {
    const said = await gitLine(['version'], { cwd })
    const [major = 0, minor = 0] = (/\d+\.\d+/.exec(said)?.[0] ?? '0.0').split('.').map(Number)
    const fine = major > 2 || (major === 2 && minor >= 38)
    return { what: 'git', state: fine ? 'ok' : 'problem', said: said.replace('git version ', ''), ...fine ? {} : { fix: 'Install git 2.38 or newer.' } }
  } catch (error) {
    return broken('git', error)
  }
}

function broken(what: string, error: unknown): Looked {
  return { what, state: 'problem', said: messageOf(error), ...error instanceof DriftError ? { fix: error.fix } : {} }
}
