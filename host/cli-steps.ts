// Takes the steps of plugins that go before the checks of a commit. Loaded only where a plugin brings one.
import { existsSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { basename, dirname, join, resolve } from 'node:path'
import { isatty } from 'node:tty'
import { DriftError, messageOf } from './error.ts'
import type { Loaded } from './cli-plugins.ts'
import type { Job, Ran, Step, StepContext } from './plugin.ts'

const interrupted = 130
// After this long somebody at a terminal is told what is waited for.
const patienceMs = 1000

/** Where and in the middle of what a commit is made. */
export interface Surroundings extends Pick<StepContext, 'during'> {
  readonly root: string
  readonly gitDir: string
  run(job: Job): Promise<Ran>
}

/** What became of the steps: whether any did its work, so that the index may be another; and what is to be told. */
export interface Taken {
  readonly any: boolean
  readonly notes: readonly string[]
}

/** Takes every step, one after the other. DriftError where one ends the commit. */
export async function takeSteps(loaded: readonly Loaded[], { root, gitDir, during, run }: Surroundings, environment = process.env): Promise<Taken> {
  const told = environment['GIT_INDEX_FILE']
  const powers: Omit<StepContext, 'options'> = {
    during, index: indexOf(root, gitDir, told),
    program: (name) => programOf(name, root), run: (job) => run({ ...job, cwd: resolve(root, job.cwd ?? '') }),
  }
  let any = false
  const notes: string[] = []
  const sweep = sweeping(told === undefined ? undefined : resolve(root, told))
  process.on('exit', sweep)
  for (const { plugin, options } of loaded) {
    for (const step of plugin.steps ?? []) {
      const came = await taken(step, plugin.name, { ...powers, options })
      if (came) notes.push(`${plugin.name}/${step.name}: skipped: ${came.skipped}`)
      else any = true
    }
  }
  process.off('exit', sweep)
  return { any, notes }
}

async function taken(step: Step, plugin: string, context: StepContext): Promise<{ readonly skipped: string } | undefined> {
  const name = `${plugin}/${step.name}`
  const slow = setTimeout(() => { if (isatty(2)) process.stderr.write(`drift: ${name} is running …\n`) }, patienceMs)
  try {
    return await step.run(context)
  } catch (error) {
    throw error instanceof DriftError ? error : new DriftError(`step ${name} crashed: ${messageOf(error)}`, `This is a bug of plugin ${plugin}: please report it to its author.`, 3)
  } finally {
    clearTimeout(slow)
  }
}

// ^C ends git, which takes its lock along; a step that puts things back works on that very file and makes it once more.
// It was this commit's alone, and that is over: left there, it would stop every git from now on.
function sweeping(index: string | undefined): (code: number) => void {
  return (code) => { if (code === interrupted && index?.endsWith('.lock')) rmSync(index, { force: true }) }
}

/** Whose index a commit is made from. For `git commit -a` git hands over the lock, which becomes the worktree's index. */
export function indexOf(root: string, gitDir: string, told: string | undefined): StepContext['index'] {
  if (told === undefined || told === '') return 'own'
  const file = resolve(root, told)
  return ['index', 'index.lock'].includes(basename(file)) && real(dirname(file)) === real(gitDir) ? 'own' : 'other'
}

function real(path: string): string {
  try { return realpathSync(path) } catch { return path }
}

/** What starts the program of a package that is installed at `root` or in a folder above it. */
export function programOf(name: string, root: string): { readonly argv: readonly string[]; readonly version: string } | undefined {
  const folder = (createRequire(join(root, 'package.json')).resolve.paths(name) ?? []).map((at) => join(at, name)).find((at) => existsSync(join(at, 'package.json')))
  if (folder === undefined) return undefined
  try {
    const { bin, version = '' } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { readonly bin?: string | Readonly<Record<string, string>>; readonly version?: string }
    const file = typeof bin === 'string' ? bin : bin?.[name.slice(name.indexOf('/') + 1)]
    return file === undefined ? undefined : { argv: [process.execPath, realpathSync(join(folder, file))], version }
  } catch (error) {
    throw new DriftError(`the package ${name} in ${folder} cannot be read: ${messageOf(error).split('\n')[0]}`, 'Install it again: npm ci', 3)
  }
}
