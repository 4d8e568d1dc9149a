// The whole Context of a plugin's command: the powers that its effects name, and no others.
import { resolve } from 'node:path'
import { neededPlan, statusOf } from '../commands/plans.ts'
import type { Opened } from '../records/repository.ts'
import { activeRun } from '../records/store/run.ts'
import type { Plan } from './change.ts'
import { changesOf } from './cli-change.ts'
import type { World } from './cli-context.ts'
import { holding } from './cli-hold.ts'
import type { Loaded } from './cli-plugins.ts'
import { appended, listed } from './cli-records.ts'
import { planWrites, writePatches } from './cli-written.ts'
import { DriftError } from './error.ts'
import { outcomesOf } from './evaluate.ts'
import { verdictOf } from './finding.ts'
import { tellOf } from './listen.ts'
import type { Command, Context, Effect, Event } from './plugin.ts'
import type { Policy } from './policy-in-force.ts'
import { nearest, visible } from './text.ts'

/** One call of a plugin's command. */
export interface Call {
  readonly world: World
  readonly opened: Opened
  readonly policy: Policy
  readonly loaded: Loaded
  readonly command: Pick<Command, 'path' | 'effects'>
  readonly signal: AbortSignal
  /** Files are shown instead of written, and no other power is granted. */
  readonly dryRun: boolean
}

/** Hands a context to some work, and takes away afterwards what it needed. */
export async function withContext<T>(call: Call, work: (context: Context) => Promise<T>): Promise<T> {
  const { world, opened, policy, loaded: { plugin, options }, command, signal } = call
  const name = `drift ${command.path.join(' ')}`
  const changes = changesOf(opened, policy)
  const tell = (event: Event) => tellOf(event, world, policy, opened.root)
  const need = (effect: Effect, power: string) => {
    if (!command.effects.includes(effect)) throw new DriftError(`${name} may not ${power}: the command does not name the effect "${effect}"`, `Name it: effects: [${[...command.effects, effect].map((e) => `'${e}'`).join(', ')}], in plugin ${plugin.name}.`, 3)
    if (call.dryRun && effect !== 'files') throw new DriftError(`${name} --dry-run ends here: it would ${power}, and a dry run changes nothing`, `Without --dry-run it does: ${name}`, 1)
  }
  const context: Context = {
    options, signal, plan: await activePlan(opened, policy),
    now: () => new Date(),
    print: (data) => world.stdout(typeof data === 'string' ? data : `${JSON.stringify(data, null, 2)}\n`),
    async judge(change, only) {
      const known = policy.checks.map((check) => check.name)
      const stranger = only?.find((one) => !known.includes(one))
      const near = stranger === undefined ? undefined : nearest(stranger, known)
      if (stranger !== undefined) throw new DriftError(`${name} asks for the check "${stranger}", which there is not${near ? ` (did you mean ${near}?)` : ''}`, `Known checks: ${known.join(', ')}`, 3)
      const outcomes = await outcomesOf([change], policy, change.stage, { repository: changes.repository(), run: (job) => world.run(job, signal) }, only)
      return { verdict: verdictOf(outcomes), outcomes }
    },
    change: changes.change,
    list: (kind, key) => listed(opened, plugin, policy.plugins, kind, key, world.stderr),
    async append(kind, key, record) {
      need('records', 'append records')
      const stored = await appended(opened, plugin, kind, key, record)
      await tell({ on: 'record', kind: stored.kind, key, record })
      return stored.id
    },
    async hold(key, ttlS, work) {
      need('scratch', 'hold a lease')
      return holding({ folder: resolve(opened.place.commonDir, 'drift', 'leases'), signal, tell }, { plugin: plugin.name, key, ttlS, what: name }, work)
    },
    async write(patches) {
      need('files', 'write files')
      if (!call.dryRun) return writePatches({ commonDir: opened.place.commonDir, root: opened.root }, plugin.name, patches)
      for (const { path, was, text } of planWrites(opened.root, plugin.name, patches)) world.stdout(shown(path, was, text))
    },
    async run(job) {
      need('processes', 'run programs')
      return world.run({ ...job, cwd: resolve(opened.root, job.cwd ?? '') }, signal)
    },
  }
  try {
    return await work(context)
  } finally {
    await changes.close()
  }
}

/** The plan of the run that is active here; DriftError where it cannot be read. */
async function activePlan(opened: Opened, policy: Policy): Promise<Plan | undefined> {
  const run = activeRun(opened.place)
  if (!run) return undefined
  const plan = await neededPlan(opened, policy, run.plan)
  return { ...plan, standing: (await statusOf(opened, policy, plan)).standing }
}

/** What a dry run tells of a write: the lines between the first and the last that differ. */
function shown(path: string, was: string | undefined, text: string): string {
  const lines = (bytes: string) => Buffer.from(bytes, 'latin1').toString('utf8').split('\n')
  const [before, after] = [was === undefined ? [] : lines(was), lines(text)]
  let head = 0
  while (head < before.length && before[head] === after[head]) head++
  let tail = 0
  while (tail < before.length - head && tail < after.length - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  const part = (all: readonly string[], sign: string) => all.slice(head, all.length - tail).map((line) => `${sign}${line}\n`).join('')
  return visible(`--- ${was === undefined ? '/dev/null' : `a/${path}`}\n+++ b/${path}\n@@ line ${head + 1} @@\n${part(before, '-')}${part(after, '+')}`)
}
