// What GitHub's runner would obey in a log, after ActionCommand.cs and ActionCommandManager.cs of actions/runner.

/** A command that the runner obeys. */
export interface Obeyed {
  readonly command: string
  readonly properties: Readonly<Record<string, string>>
  readonly data: string
}

const registered = ['add-mask', 'add-matcher', 'add-path', 'debug', 'echo', 'endgroup', 'error', 'group', 'notice', 'remove-matcher', 'save-state', 'set-env', 'set-output', 'stop-commands', 'warning']
// Of .NET, whose String.TrimStart takes more than blanks.
const blanks = /^[\s\u0085]+/u

/** Every command, in order; those between stop-commands and its token are none. */
export function obeyed(log: string): Obeyed[] {
  const found: Obeyed[] = []
  let token: string | undefined
  for (const line of log.split(/\r\n|\r|\n/)) {
    const known = [...registered, ...token === undefined ? [] : [token]].map((word) => word.toLowerCase())
    const one = second(line, known) ?? first(line, known)
    if (!one) continue
    if (token !== undefined) {
      if (one.command.toLowerCase() !== token.toLowerCase()) continue
      token = undefined
    } else if (one.command.toLowerCase() === 'stop-commands') token = one.data
    found.push(one)
  }
  return found
}

/** `::command key=value,key=value::data`, where a line begins. */
function second(line: string, known: readonly string[]): Obeyed | undefined {
  const trimmed = line.replace(blanks, '')
  const end = trimmed.indexOf('::', 2)
  if (!trimmed.startsWith('::') || end < 0) return undefined
  return read(trimmed.slice(2, end), ',', trimmed.slice(end + 2), known, [['%0D', '\r'], ['%0A', '\n'], ['%3A', ':'], ['%2C', ','], ['%25', '%']])
}

/** `##[command key=value;key=value]data`, anywhere in a line. */
function first(line: string, known: readonly string[]): Obeyed | undefined {
  const start = line.indexOf('##[')
  const end = start < 0 ? -1 : line.indexOf(']', start)
  if (end < 0) return undefined
  return read(line.slice(start + 3, end), ';', line.slice(end + 1), known, [['%3B', ';'], ['%0D', '\r'], ['%0A', '\n'], ['%5D', ']'], ['%25', '%']])
}

function read(info: string, separator: string, data: string, known: readonly string[], escapes: readonly (readonly [string, string])[]): Obeyed | undefined {
  const unescaped = (text: string) => escapes.reduce((rest, [from, to]) => rest.replaceAll(from, to), text)
  const [, command = info, given = ''] = /^([^ ]*) (.*)$/s.exec(info) ?? []
  if (!known.includes(command.toLowerCase())) return undefined
  const pairs = given.trim().split(separator).flatMap((pair) => { const [, key, value] = /^([^=]+)=(.+)$/s.exec(pair) ?? []; return key === undefined ? [] : [[key, unescaped(value!)]] })
  return { command, properties: Object.fromEntries(pairs), data: data.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%') }
}
