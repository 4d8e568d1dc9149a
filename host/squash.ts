// A squash as a forge makes it: one commit of many, whose message quotes theirs.
import type { Message, Trailer } from './change.ts'

// Bullets, quotes and blanks stand before what forges quote.
const quoted = /^[\s*>-]*([A-Za-z][A-Za-z0-9-]*)\s*:\s+(\S.*?)\s*$/

/**
 * The message of a squash with trailer lines wherever they stand, since each squashed commit's trailers lie where its
 * message was put; undefined for a message that is no such thing: no commit is listed, and no plan named before the end.
 */
export function unsquashed(message: Message): Message | undefined {
  const lines = message.raw.split('\n')
  const trailers = lines.flatMap((line): Trailer[] => {
    const [, key, value] = quoted.exec(line) ?? []
    return key === undefined || value === undefined ? [] : [{ key, value }]
  })
  const named = (all: readonly Trailer[]) => all.filter(({ key }) => key.toLowerCase() === 'plan-id').length
  const isSquash = lines.some((line) => /^\* \S/.test(line)) || named(trailers) > named(message.trailers)
  return isSquash ? { ...message, trailers: [...message.trailers, ...trailers] } : undefined
}

/** The plans that a message names, each once. */
export function plansNamed({ trailers }: Message): readonly string[] {
  return [...new Set(trailers.filter(({ key }) => key.toLowerCase() === 'plan-id').map(({ value }) => value.trim()))]
}

/** The units that a message names, also where a squash quotes other messages. */
export function unitsNamed({ raw, trailers }: Message): readonly string[] {
  const lines = raw.split('\n').flatMap((line) => { const [, key, value] = quoted.exec(line) ?? []; return key?.toLowerCase() === 'plan-unit' && /^\S+$/.test(value!) ? [value!] : [] })
  return [...new Set([...trailers.filter(({ key }) => key.toLowerCase() === 'plan-unit').map(({ value }) => value.trim()), ...lines])]
}

/** Whether a message quotes others that named a plan, each in a paragraph of its own, as forges list what they squash. The same trailer twice in one place is none. */
export function quotesCommits({ raw }: Message): boolean {
  return raw.split(/\n\s*\n/).filter((part) => part.split('\n').some((line) => quoted.exec(line)?.[1]?.toLowerCase() === 'plan-id')).length > 1
}
