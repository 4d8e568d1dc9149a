// What is known of a check, for people: 80 columns, commands left whole.
import type { Explained } from '../host/explained.ts'
import { visible } from '../host/text.ts'

const width = 80
const most = 3

/** A check, ready to be read. */
export function explainedText({ name, demand, why, stages, byPath, options, examples, form, docs }: Explained): string {
  return visible([
    ...wrapped(`${name}: ${demand}`, 0), ...why ? ['', ...wrapped(why, 0)] : [],
    '', ...wrapped(`Judged at: ${stages.join(', ')}.${byPath ? ' The overrides of a config may set it by path.' : ''}`, 0),
    '', ...options.length > 0 ? ['Options:', ...options.flatMap(optionLines)] : ['It has no options.'],
    '', 'Set it in the config, as off, warn or error, with its options behind:', `  "checks": { "${name}": ${options.length > 0 ? '["error", { … }]' : '"error"'} }`,
    '', 'Examples (A new, M changed, D deleted, L symlink, X made executable):', ...examples.flatMap(exampleLines),
    ...form ? ['', 'The block to fill in:', '', ...form.split('\n')] : [],
    ...docs ? ['', `More: ${docs}`] : [], '',
  ].join('\n'))
}

function optionLines({ key, about, takes, default: value, stricter }: Explained['options'][number]): string[] {
  const told = value === undefined ? [] : wrapped(`Default: ${Array.isArray(value) ? value.map((one) => JSON.stringify(one)).join(', ') || 'none' : JSON.stringify(value)}`, 6)
  return [...wrapped(`${key}: ${takes}${stricter ? `; ${stricter.replace(' ones', '')} is stricter` : ''}`, 2), ...about ? wrapped(about, 6) : [], ...told]
}

function exampleLines({ title, passes, change, options, findings, message }: Explained['examples'][number]): string[] {
  const set = Object.keys(options as object).length > 0 ? wrapped(`with ${JSON.stringify(options).replaceAll(',"', ', "').replaceAll('":', '": ')}`, 6) : []
  return [
    ...wrapped(`${passes ? 'passes' : 'fails'}: ${title}`, 2), ...wrapped(change.join(', ') || 'no files', 6), ...set,
    ...message === undefined ? [] : ['      message:', ...message.trim().split('\n').flatMap((line) => wrapped(line, 8))],
    ...findings.slice(0, most).flatMap(({ message, path, fix }) => [...wrapped(`→ ${path && !message.startsWith(path) ? `${path}: ` : ''}${message}`, 6), ...wrapped(`fix: ${fix}`, 8)]),
    ...findings.length > most ? [`      → and ${findings.length - most} more like these`] : [],
  ]
}

/** Lines of at most 80 columns, where words allow it; what follows the first stands two columns further in. */
function wrapped(text: string, indent: number): string[] {
  const lines: string[] = []
  let line = ' '.repeat(indent)
  for (const word of text.split(' ')) {
    if (line.trim() !== '' && line.length + 1 + word.length > width) { lines.push(line); line = ' '.repeat(indent + (indent > 0 ? 2 : 0)) }
    line += line.trim() === '' ? word : ` ${word}`
  }
  return [...lines, line.trimEnd()]
}
