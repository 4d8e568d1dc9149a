// A squash as a forge makes it: one commit of many, whose message quotes theirs.
import type { Message, Trailer } from './change.ts'

// Bullets, quotes and blanks stand before what forges quote.
const quoted = /^[\s*>-]*([A-Za-z][A-Za-z0-9-]*)\s*:\s+(\S.*)$/

/** The trailers of a text, on whatever line they stand. */
function trailersIn(text: string): readonly Trailer[] {
  return text.split('\n').flatMap((line) => {
    const [, key, value] = quoted.exec(line.trimEnd()) ?? []
    return key === undefined || value === undefined ? [] : [{ key, value }]
  })
}

const namesPlan = ({ key }: Trailer) => key.toLowerCase() === 'plan-id'
const namesUnit = ({ key }: Trailer) => key.toLowerCase() === 'plan-unit'

/**
 * The message of a squash with trailer lines wherever they stand, since each squashed commit's trailers lie where its
 * message was put; undefined for a message that is no such thing: no commit is listed, and no plan named before the end.
 */
export function unsquashed(message: Message): Message | undefined {
  const trailers = trailersIn(message.raw)
  const isSquash = /(?:^|\n)\* \S/.test(message.raw) || trailers.filter(namesPlan).length > message.trailers.filter(namesPlan).length
  return isSquash ? { ...message, trailers: [...message.trailers, ...trailers] } : undefined
}

/** The plans that a message names, each once. */
export function plansNamed({ trailers }: Message): readonly string[] {
  return [...new Set(trailers.filter(namesPlan).map(({ value }) => value.trim()))]
}

/** The units that a message names, also where a squash quotes other messages. */
export function unitsNamed({ raw, trailers }: Message): readonly string[] {
  const elsewhere = trailersIn(raw).filter(({ value }) => /^\S+$/.test(value))
  return [...new Set([...trailers, ...elsewhere].filter(namesUnit).map(({ value }) => value.trim()))]
}

/** Whether a message quotes others that named a plan, each in a paragraph of its own, as forges list what they squash. The same trailer twice in one place is none. */
export function quotesCommits({ raw }: Message): boolean {
  return raw.split(/\n\s*\n/).filter((part) => trailersIn(part).some(namesPlan)).length > 1
}
