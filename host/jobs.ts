// Which checks run, on what, how severe: a pure list that can be printed. What does not run says why.
import type { FileChange, Stage } from './change.ts'
import type { Config, Setting } from './config/resolve.ts'
import type { Severity } from './finding.ts'
import { matches } from './globs.ts'
import type { Check } from './plugin.ts'
import type { Guards, Named } from './scope.ts'

/** One check with its settings. */
export interface Job {
  readonly check: Check
  readonly severity: Severity
  readonly options: Readonly<Record<string, unknown>>
  /** Which files of a change it judges; all where absent. */
  readonly covers?: (file: FileChange) => boolean
  /** Why it does not run. */
  readonly skip?: string
}

const local = new Set<Stage>(['agent', 'pre-commit', 'commit-msg'])

/** All jobs of a stage, in the order of `checks`; with `only`, those names alone. */
export function listJobs(config: Config, checks: readonly Check[], stage: Stage, only?: readonly string[]): Job[] {
  return checks.filter(({ name }) => !only || only.includes(name)).flatMap((check) => {
    const setting = config.checks[check.name] ?? { severity: 'off', options: {} } as Setting
    const { overrides, last } = layersOf(config, check.name)
    // What watches over files watches over them under all of their names.
    const covers = (by: typeof overrides[number] | undefined) => (file: FileChange) => last(file) === by || (check.guards !== undefined && (file.names ?? []).some((name) => last(name) === by))
    if (overrides.length === 0) return [job(check, setting, stage)]
    return [undefined, ...overrides].map((o) => ({ ...job(check, o?.checks[check.name] ?? setting, stage), covers: covers(o) }))
  })
}

function job(check: Check, { severity, options }: Setting, stage: Stage): Job {
  const weight: Severity = severity === 'warn' ? 'warn' : 'error'
  const skip = severity === 'off' ? 'off' : !check.stages.includes(stage) ? `not judged at ${stage}` : severity === 'warn' && local.has(stage) ? 'a warning: told at push and in CI' : undefined
  return { check, severity: weight, options, ...(skip ? { skip } : {}) }
}

/** What files no lane takes, as the checks that are on declare them, everywhere or each in its own paths. */
export function guardsOf(config: Config, checks: readonly Check[]): Guards {
  return checks.flatMap(({ name, guards }) => {
    const { overrides, last } = layersOf(config, name)
    return [undefined, ...overrides].flatMap((by) => {
      const setting = (by ?? config).checks[name]
      const globs = setting && setting.severity !== 'off' ? guards?.(setting.options) ?? [] : []
      return globs.length === 0 ? [] : [{ globs, ...overrides.length === 0 ? {} : { covers: (file: Named) => last(file) === by } }]
    })
  })
}

/** The overrides that set a check, and the one that counts for a file: the last that takes it. */
function layersOf({ overrides: all }: Config, name: string) {
  const overrides = all.filter(({ checks }) => checks[name])
  return { overrides, last: (file: Named) => overrides.findLast(({ paths }) => matches(paths, file)) }
}
