// What may stand where the cursor is: the words typed so far in, candidates out. Pure.
import { ofDrift, type Described, type Taken } from '../host/described.ts'

/** A word to offer, and what it is. */
export interface Candidate {
  readonly word: string
  readonly about: string
}

/** Words that are known only where drift runs, by the name of the argument they are for. */
export type Known = (name: string) => readonly Candidate[] | Promise<readonly Candidate[]>

/** Candidates for the last of `typed`, the words after `drift`. None where anything may stand: then a shell offers files. */
export async function candidates(typed: readonly string[], commands: readonly Described[], known: Known): Promise<Candidate[]> {
  // bash takes `--format=json` apart.
  const words = joined(typed)
  const current = words.at(-1) ?? ''
  const before = withoutFolder(words.slice(0, -1))
  const plain = before.filter((word) => !word.startsWith('-'))
  const command = commands.filter(({ path }) => path.every((part, i) => plain[i] === part)).sort((a, b) => b.path.length - a.path.length)[0]
  const fitting = (all: readonly Candidate[], typed = current) => all.filter(({ word }) => word.startsWith(typed) && word !== '')
  if (words.at(-2) === '-C') return []
  if (!command) return fitting(current.startsWith('-') ? ofDrift.map(shown) : nextWords(plain, commands))

  const flagOf = (word: string | undefined) => command.flags.find(({ flag, letter }) => word === flag || (letter !== undefined && word === letter))
  const values = async ({ name, choices }: Taken): Promise<readonly Candidate[]> => (choices.length > 0 ? choices.map((word) => ({ word, about: '' })) : known(name))
  const [, own = '', part = ''] = /^(--[\w-]+)=(.*)$/s.exec(current) ?? []
  if (own) return fitting(flagOf(own) ? await values(flagOf(own)!) : [], part).map(({ word, about }) => ({ word: typed.at(-1) === current ? `${own}=${word}` : word, about }))
  const last = flagOf(before.at(-1))
  if (last?.value) return fitting(await values(last))
  if (current.startsWith('-')) return fitting(command.flags.filter((taken) => taken.many || !before.some((word) => flagOf(word) === taken)).map(shown))

  const rest = before.slice(before.indexOf(command.path.at(-1)!) + 1)
  const given = rest.filter((word, i) => !word.startsWith('-') && !flagOf(rest[i - 1])?.value).length
  const place = command.words[Math.min(given, command.words.length - 1)]
  return place && (given < command.words.length || place.many) ? fitting(await values(place)) : []
}

function shown({ flag, about }: Taken): Candidate {
  return { word: flag, about }
}

function nextWords(plain: readonly string[], commands: readonly Described[]): Candidate[] {
  const next = commands.filter(({ path }) => plain.every((word, i) => path[i] === word) && path.length > plain.length)
  return [...new Map(next.map(({ path, summary }) => [path[plain.length]!, path.length === plain.length + 1 ? summary : `${path[plain.length]} …`])).entries()].map(([word, about]) => ({ word, about }))
}

function joined(typed: readonly string[]): string[] {
  const words: string[] = []
  for (const word of typed) {
    if (word === '=' && words.at(-1)?.startsWith('--')) words.push(`${words.pop()}=`)
    else if (/^--[\w-]+=$/.test(words.at(-1) ?? '')) words.push(words.pop()! + word)
    else words.push(word)
  }
  return words
}

function withoutFolder(words: readonly string[]): readonly string[] {
  return words.filter((word, i) => word !== '-C' && words[i - 1] !== '-C')
}
