// man/drift.1: every command as it declares itself, in the language of man pages.
import { commands } from '../commands/index.ts'
import { described, ofDrift, type Described, type Taken } from '../host/described.ts'

/** The page. */
export async function manPage(): Promise<string> {
  const all = await Promise.all(commands.map(async ({ load }) => described((await load()).default)))
  return [
    '.\\" Written by npm run docs, from the commands themselves: edit those.',
    '.TH DRIFT 1 "" "git-drift" "drift"',
    '.SH NAME', 'drift \\- keeps what was asked, what was approved and what was done from drifting apart',
    '.SH SYNOPSIS', '.B drift', '.RI [ \\-C', '.IR dir ]', '.I command', '.RI [ argument ...]', '.br', '.B git drift', '.I command', '.RI [ argument ...]',
    '.SH DESCRIPTION',
    prose('A plan says which files may change and which proof is due. A person approves it, word for word. From then on every change is judged against it: when it is committed, when it is pushed, and in CI. All state lies in git: plans are committed files, approvals are git notes.'),
    '.PP', prose('A finding is two lines: what is wrong, and its fix. A fix begins with a command that can be pasted, all up to a comma; or it is words, which begin with a capital letter.'),
    '.SH OPTIONS', ...ofDrift.flatMap(option),
    '.SH COMMANDS', ...all.flatMap(command),
    '.SH EXIT STATUS', ...exits.flatMap(([code, meaning]) => ['.TP', `.B ${code}`, prose(meaning)]),
    '.SH FILES', ...files.flatMap(([file, meaning]) => ['.TP', `.I ${escaped(file)}`, prose(meaning)]),
    '.SH ENVIRONMENT', '.TP', '.B NO_COLOR', prose('No colours, whatever the terminal. They are never printed elsewhere than to one.'),
    '.SH SEE ALSO', '.BR git (1),', '.BR git\\-notes (1),', '.BR githooks (5)', '',
  ].join('\n')
}

const exits = [
  ['0', 'Passed; warnings are allowed.'], ['1', 'A demand is broken, or something is refused.'], ['2', 'Wrong usage or configuration.'],
  ['3', 'Could not judge: it blocks as well.'], ['130', 'Interrupted.'],
] as const

const files = [
  ['.driftrc, .driftrc.json, .driftrc.yaml, .driftrc.yml, package.json', 'The config, in one of these, at the root of the worktree.'],
  ['.drift/plans/<plan>/', 'A plan: intent.json, test_contract.json, commit_plan.json.'],
  ['refs/notes/drift/*', 'Records, such as approvals.'],
  ['<git directory>/drift/', 'The active run of a worktree, and what need not last.'],
] as const

function command({ path, summary, example, words, flags }: Described): string[] {
  const usage = words.map(({ name, required, many }) => `${required ? '<' : '['}${name}${many ? '...' : ''}${required ? '>' : ']'}`).join(' ')
  const first = summary.charAt(0).toUpperCase() + summary.slice(1)
  return [
    `.SS "drift ${escaped(path.join(' '))}${usage ? ` ${escaped(usage)}` : ''}"`, prose(`${first}.`),
    ...[...words, ...flags.filter(({ name }) => name !== 'C' && name !== 'help')].flatMap((taken) => (words.includes(taken) ? word(taken) : option(taken))),
    '.PP', '.nf', ...example.split('\n').map((line) => prose(line)), '.fi',
  ]
}

function word(taken: Taken): string[] {
  return ['.TP', `.I ${escaped(taken.name)}`, prose(sentence(taken))]
}

function option(taken: Taken): string[] {
  const { flag, letter, value } = taken
  return ['.TP', `.B ${escaped([...letter ? [letter] : [], flag].join(', '))}${value ? ` \\fI${value}\\fR` : ''}`, prose(sentence(taken))]
}

function sentence({ about, choices, default: value }: Taken): string {
  const one = choices.length > 0 && !choices.every((choice) => about.includes(choice)) ? `${about}: ${choices.join(', ')}` : about
  return `${one.charAt(0).toUpperCase()}${one.slice(1)}${value === undefined ? '' : ` (default: ${String(value)})`}.`
}

// A dot begins a request where a line does, as an apostrophe would; a backslash begins an escape anywhere.
/** A line of text. */
export function prose(text: string): string {
  return escaped(text).replace(/^(?=\.)/, '\\&')
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\e').replaceAll('-', '\\-').replaceAll('"', '\\(dq').replaceAll("'", '\\(aq').replaceAll('^', '\\(ha').replaceAll('~', '\\(ti').replaceAll('`', '\\(ga').replaceAll('…', '...')
}
