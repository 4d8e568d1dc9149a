import { gitLine } from '../git/exec.ts'
import { ownCommand, type World } from '../host/cli-context.ts'
import { DriftError, messageOf } from '../host/error.ts'
import { object } from '../host/schema.ts'
import { visible } from '../host/text.ts'
import { fire } from '../hooks/fire.ts'
import { openRepository } from '../records/repository.ts'
import { readRun } from '../records/store/run.ts'
import { self, worktreePolicy } from './repository.ts'

/** One thing that was looked at. `note`: absent or of interest, and no problem. */
interface Finding {
  readonly what: string
  readonly state: 'ok' | 'problem' | 'note'
  readonly said: string
  readonly fix?: string
}

export default ownCommand({
  path: ['doctor'],
  summary: 'prove that drift works in this worktree',
  example: 'drift doctor',
  arguments: object({}),
  prints: object({}),
  effects: [],

  async run({ json }, { world, print }) {
    const found = await examined(world)
    const problems = found.filter(({ state }) => state === 'problem')
    if (json) print({ version: 1, healthy: problems.length === 0, findings: found })
    else for (const { what, state, said, fix } of found) print(`${state.padEnd(7)}  ${what}: ${visible(said)}\n${fix ? `         fix: ${visible(fix)}\n` : ''}`)
    return problems.length > 0 ? 1 : 0
  },
})

async function examined(world: World): Promise<Finding[]> {
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
      found.push(await target(opened, policy.config.base))
      found.push(await hook(opened.root, policy.config.plans.dir, world))
    } catch (error) {
      found.push(broken('config', error))
    }
    try {
      const run = readRun(opened.place.gitDir)
      found.push({ what: 'run', state: 'note', said: run ? `plan ${run.plan} on ${run.branch}` : 'none in this worktree' })
    } catch (error) {
      found.push(broken('run', error))
    }
  } finally {
    opened.close()
  }
  return found
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  const fine = major > 20 || (major === 20 && minor >= 19)
  return { what: 'node', state: fine ? 'ok' : 'problem', said: process.versions.node, ...fine ? {} : { fix: 'Install Node.js 20.19 or newer.' } }
}

async function gitProgram({ cwd }: World): Promise<Finding> {
  try {
    const said = await gitLine(['version'], { cwd })
    const [major = 0, minor = 0] = (/\d+\.\d+/.exec(said)?.[0] ?? '0.0').split('.').map(Number)
    const fine = major > 2 || (major === 2 && minor >= 38)
    return { what: 'git', state: fine ? 'ok' : 'problem', said: said.replace('git version ', ''), ...fine ? {} : { fix: 'Install git 2.38 or newer.' } }
  } catch (error) {
    return broken('git', error)
  }
}

async function target(opened: Awaited<ReturnType<typeof openRepository>>, { branch, remote }: { branch: string; remote: string }): Promise<Finding> {
  const there = await opened.info(`refs/remotes/${remote}/${branch}`) ? `${remote}/${branch}` : await opened.info(`refs/heads/${branch}`) ? `${branch} (local: ${remote} is not known here)` : undefined
  return { what: 'target', state: 'note', said: there ?? `neither ${remote}/${branch} nor ${branch} exists here` }
}

async function hook(root: string, plans: string, world: World): Promise<Finding> {
  const { blocked, output } = await fire(root, 'pre-commit', plans)
  if (blocked) return { what: 'hook', state: 'ok', said: 'a planted bad change was blocked in this worktree' }
  return { what: 'hook', state: 'problem', said: output ? `a planted bad change was not blocked: ${output}` : 'a planted bad change was not blocked: git runs no drift hook in this worktree', fix: `${self(world)} init` }
}

function broken(what: string, error: unknown): Finding {
  return { what, state: 'problem', said: messageOf(error), ...error instanceof DriftError ? { fix: error.fix } : {} }
}
