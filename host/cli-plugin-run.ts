// Runs one command of a plugin: its arguments checked, its powers handed out, ^C heard.
import type { Opened } from '../records/repository.ts'
import type { OwnCommand, World } from './cli-context.ts'
import { withContext } from './cli-plugin-context.ts'
import type { Loaded } from './cli-plugins.ts'
import { DriftError, messageOf } from './error.ts'
import { lineOf } from './mistakes.ts'
import type { Command } from './plugin.ts'
import type { Policy } from './policy-in-force.ts'
import { flag, type JsonSchema } from './schema.ts'

/** What a call needs that was read before the command was known. */
export interface Surroundings {
  readonly world: World
  readonly opened: Opened
  readonly policy: Policy
}

const interrupted = 130
// How long a command may go on tidying up after ^C.
const patienceMs = 10_000

/** A plugin's command in the form of a built-in one. */
export function ownForm(around: Surroundings, loaded: Loaded, command: Command): OwnCommand {
  const { path, summary, example, positional, prints, effects } = command
  const dry = effects.includes('files')
  return {
    path, summary, example, effects, ...(positional ? { positional } : {}), ...(prints ? { prints } : {}),
    arguments: dry ? withDryRun(command.arguments.json) : command.arguments,
    run: ({ json, dryRun, ...args }) => {
      const given = { ...args, ...(!dry && dryRun !== undefined ? { dryRun } : {}) }
      return called(around, loaded, command, given, json === true, dry && dryRun === true)
    },
  }
}

function withDryRun(json: JsonSchema): { readonly json: JsonSchema } {
  const dryRun = flag({ about: 'show what would be written, and write nothing' }).json
  return { json: { ...json, properties: { ...json.properties as object, dryRun } } }
}

async function called({ world, opened, policy }: Surroundings, loaded: Loaded, command: Command, args: object, json: boolean, dryRun: boolean): Promise<0 | 1 | 2 | 3 | 130> {
  const schema = command.arguments.json
  const { misfitsOf } = await import('./cli-plugins.ts')
  const wrong = [...new Set(misfitsOf(args, schema).map(lineOf))]
  if (wrong.length > 0) throw new DriftError(wrong.map((line) => `drift ${command.path.join(' ')}: ${line}`).join('\n'), `See drift ${command.path.join(' ')} --help`, 2)
  const stop = new AbortController()
  const interrupt = () => {
    if (stop.signal.aborted) process.exit(interrupted)
    stop.abort(new DriftError('interrupted', 'Run it again when you are ready.', 1))
    setTimeout(() => process.exit(interrupted), patienceMs).unref()
  }
  const ends = ['SIGINT', 'SIGTERM'] as const
  for (const name of ends) process.on(name, interrupt)
  try {
    const { default: run } = await command.load()
    const code = await withContext({ world, opened, policy, loaded, command, signal: stop.signal, dryRun }, (context) => run({ ...args, ...(json ? { json } : {}) }, context))
    if (stop.signal.aborted) return interrupted
    if (![0, 1, 2, 3].includes(code)) throw new DriftError(`drift ${command.path.join(' ')} ended with ${String(code)}, which is no exit code of drift`, `Let it return 0, 1, 2 or 3, in plugin ${loaded.plugin.name}.`, 3)
    return code
  } catch (error) {
    if (stop.signal.aborted) return interrupted
    if (error instanceof DriftError) throw error
    throw new DriftError(`drift ${command.path.join(' ')} crashed: ${messageOf(error)}`, `This is a bug of plugin ${loaded.plugin.name}: please report it to its author.`, 3)
  } finally {
    for (const name of ends) process.off(name, interrupt)
    opened.close()
  }
}
