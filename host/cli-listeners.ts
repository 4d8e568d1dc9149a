// Writes what listeners make of an event. Loaded only where a plugin listens.
import { openRepository } from '../records/repository.ts'
import { appendRecord } from '../records/store/records.ts'
import { messageOf } from './error.ts'
import type { Brought } from './kinds.ts'
import { reactions } from './listen.ts'
import type { Event } from './plugin.ts'
import { visible } from './text.ts'

/** Tells all listeners of an event and stores their records. Never throws: whatever goes wrong is a line for `say`. */
export async function tellListeners(plugins: readonly Brought[], event: Event, root: string, say: (text: string) => void): Promise<void> {
  const warn = (text: string) => say(`drift: warning: ${visible(text).split('\n')[0]}\n`)
  try {
    const { records, warnings } = reactions(plugins, event)
    warnings.forEach(warn)
    if (records.length === 0) return
    const opened = await openRepository(root)
    try {
      for (const { plugin, kind, key, record } of records) {
        await appendRecord(opened, kind, key, record).catch((error: unknown) => warn(`a listener of plugin ${plugin}: ${messageOf(error)}`))
      }
    } finally {
      opened.close()
    }
  } catch (error) {
    warn(`listeners could not be told: ${messageOf(error)}`)
  }
}
