// The composition root of the command line: finds the command, reads its flags, gives it its context, ends with its code.
import { resolve } from 'node:path'
import { Command as Commander, CommanderError } from 'commander'
import { checks } from '../checks/index.ts'
import { commands } from '../commands/index.ts'
import { asCalled } from '../hooks/called.ts'
import { complaint } from '../hooks/main.ts'
import { addArguments, demandFit, gathered } from './cli-arguments.ts'
import type { CommandEntry, World } from './cli-context.ts'
import { patient, endWith, here } from './cli-end.ts'
import { ownContext } from './cli-powers.ts'
import { helpBelow } from './cli-help.ts'
import { pluginCommands } from './cli-plugin-commands.ts'
import { runJob } from './cli-run.ts'
import { teller } from './cli-tell.ts'
import { DriftError, messageOf } from './error.ts'
import { inAscii, showsUnicode, visible } from './text.ts'

declare const DRIFT_VERSION: string

/** Words of the call, without flags; the value of -C is none. */
function wordsOf(argv: readonly string[]): string[] {
  return argv.filter((word, i) => !word.startsWith('-') && argv[i - 1] !== '-C')
}

function folderOf(argv: readonly string[]): string {
  const at = argv.indexOf('-C')
  return resolve(here(), at >= 0 && argv[at + 1] ? argv[at + 1]! : '.')
}

const calls = (words: readonly string[], { path }: CommandEntry) => path.every((part, i) => words[i] === part)

const isOwn = (words: readonly string[]) => commands.some((entry) => calls(words, entry))

/** For people at a terminal in signs that it has; files and programs get every sign. */
const shown = (text: string, { isTTY }: { readonly isTTY?: boolean }) => (isTTY && !showsUnicode(process.env) ? inAscii(text) : text)

/** Runs one call. Never throws; the promise is the exit code. */
export async function main(argv: readonly string[], self: readonly string[]): Promise<number> {
  // process.stdin is dear to make, and seldom asked for where nobody reads what is written.
  const terminal = process.stdout.isTTY === true && process.stdin.isTTY === true
  const world: World = {
    cwd: folderOf(argv), checks, self, terminal, environment: process.env,
    colour: process.stdout.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb',
    run: runJob, stdout: (text) => process.stdout.write(shown(text, process.stdout)), stderr: (text) => process.stderr.write(shown(asCalled(text, process.env['PATH']), process.stderr)),
    tell: teller((text) => process.stderr.write(text)),
  }
  let code = 0
  try {
    const words = wordsOf(argv)
    const entries = isOwn(words) ? commands : [...commands, ...await brought(world, words, argv)]
    const program = root()
    for (const entry of entries) await add(program, entry, entries, calls(words, entry), world, (c) => { code = c })
    await program.parseAsync(argv.length === 0 ? ['--help'] : [...argv], { from: 'user' })
    return code
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
    world.stderr(complaint(error))
    return error instanceof DriftError ? error.exit : 3
  }
}

/** Commands of plugins. Who only asks for help gets it, whatever is wrong with the config. */
async function brought(world: World, words: readonly string[], argv: readonly string[]): Promise<readonly CommandEntry[]> {
  if (argv.every((word) => ['--version', '-V'].includes(word)) && argv.length > 0) return []
  const group = commands.some(({ path }) => words.every((word, i) => path[i] === word))
  try {
    return await pluginCommands(world, commands)
  } catch (error) {
    if (!group && words[0] !== 'help' && !argv.some((word) => ['--help', '-h', '--version', '-V'].includes(word))) throw error
    world.stderr(`drift: no commands of plugins: ${visible(messageOf(error)).split('\n')[0]}\n`)
    return []
  }
}

function root(): Commander {
  return new Commander('drift')
    .description('Keeps what was asked, what was approved and what was done from drifting apart.')
    .version(DRIFT_VERSION, '-V, --version')
    .option('-C <dir>', 'run as if started in <dir>')
    .showHelpAfterError('(drift --help lists what there is)')
    .addHelpText('after', helpBelow)
    .exitOverride()
}

async function add(program: Commander, entry: CommandEntry, entries: readonly CommandEntry[], called: boolean, world: World, ended: (code: number) => void): Promise<void> {
  let parent = program
  for (const [i, part] of entry.path.slice(0, -1).entries()) {
    const below = entries.filter(({ path }) => path.length > i + 1 && path.slice(0, i + 1).join(' ') === entry.path.slice(0, i + 1).join(' ')).map(({ path }) => path[i + 1])
    parent = parent.commands.find((c) => c.name() === part) ?? parent.command(part).description(`commands: ${[...new Set(below)].join(', ')}`).exitOverride().showHelpAfterError()
  }
  const own = parent.command(entry.path.at(-1)!).description(entry.summary).exitOverride().showHelpAfterError()
  if (!called) return
  const { default: command } = await entry.load()
  addArguments(own, command)
  own.action(async (...given: unknown[]) => {
    const args = gathered(given, own.opts(), command)
    if (commands.includes(entry)) demandFit(args, command, entry.path)
    ended(await command.run(args, ownContext(world, command)))
  })
}

const streams = [process.stdout, process.stderr].map(patient)
const argv = process.argv.slice(2)
// What a plugin's command leaves running goes on.
endWith(main(argv, [process.execPath, process.argv[1]!]), () => isOwn(wordsOf(argv)) && streams.every(({ writableLength }) => writableLength === 0))
