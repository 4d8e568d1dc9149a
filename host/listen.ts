// Listeners: an event in, records out. Whoever listens can change no verdict; a crash is words, and nothing more.
import type { Stage } from './change.ts'
import { messageOf } from './error.ts'
import { verdictOf, type Outcome } from './finding.ts'
import { ownKind, type Brought } from './kinds.ts'
import type { Event, Kind, Listener, Plugin } from './plugin.ts'

/** A record that a listener wants to be written. */
export interface Reaction {
  readonly plugin: string
  readonly kind: Kind
  readonly key: string
  readonly record: unknown
}

/** What became of telling: records to write, and what went wrong, a line each. */
export interface Reactions {
  readonly records: readonly Reaction[]
  readonly warnings: readonly string[]
}

/** The part of a policy that is about listening. */
export interface Listening {
  readonly plugins: readonly Brought[]
  readonly listeners: readonly Listener[]
}

/** The edge by which listeners are told. It never throws; absent where nobody could be told. */
export interface Hearing {
  tell?(plugins: readonly Brought[], event: Event, root: string): Promise<void>
}

/** Who listens under several policies that count together: a plugin that two of them name is told once. */
export function joined(policies: readonly Listening[]): Listening {
  const plugins = policies.flatMap((policy) => policy.plugins)
  return { plugins: plugins.filter(({ plugin }, i) => plugins.findIndex((other) => other.plugin.name === plugin.name) === i), listeners: policies.flatMap((policy) => policy.listeners) }
}

/** Tells of an event, where anybody listens. */
export async function tellOf(event: Event, hearing: Hearing, { plugins, listeners }: Listening, root: string): Promise<void> {
  if (listeners.length > 0) await hearing.tell?.(plugins, event, root)
}

/** Tells of a verdict, where anything was judged. */
export async function tellJudged(hearing: Hearing, listening: Listening, stage: Stage, outcomes: readonly Outcome[], root: string): Promise<void> {
  if (outcomes.length > 0) await tellOf({ on: 'judged', stage, verdict: { verdict: verdictOf(outcomes), outcomes } }, hearing, listening, root)
}

// A generator without an end must not keep a commit waiting.
const most = 1000

/** Asks every listener of an event what it makes of it. Each gets a copy, so that none can change what others see. */
export function reactions(plugins: readonly Brought[], event: Event): Reactions {
  const records: Reaction[] = []
  const warnings: string[] = []
  for (const { plugin } of plugins) {
    for (const listener of (plugin.listeners ?? []).filter(({ on }) => on.includes(event.on))) {
      try {
        for (const reaction of reactionsOf(listener, plugin, structuredClone(event))) records.push(reaction)
      } catch (error) {
        warnings.push(`a listener of plugin ${plugin.name} failed at "${event.on}": ${messageOf(error).split('\n')[0]}`)
      }
    }
  }
  return { records, warnings }
}

function* reactionsOf(listener: Listener, plugin: Plugin, event: Event): Generator<Reaction> {
  let left = most
  for (const { kind: name, key, record } of listener.react(event)) {
    const kind = ownKind(plugin, name)
    if (!kind) throw new Error(`it may write records of its own kinds only, and "${name}" is none of them`)
    if (left-- === 0) throw new Error(`it wants to write more than ${most} records`)
    yield { plugin: plugin.name, kind, key, record }
  }
}
