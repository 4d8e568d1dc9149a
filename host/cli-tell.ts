// How the command line and the hooks tell listeners: through a part of drift that is loaded only where somebody listens.
import { messageOf } from './error.ts'
import type { Hearing } from './listen.ts'
import { visible } from './text.ts'

/** An edge that tells listeners; `say` gets a line for whatever goes wrong. */
export function teller(say: (text: string) => void): NonNullable<Hearing['tell']> {
  return async (plugins, event, root) => {
    try {
      const { tellListeners } = await import('./cli-plugins.ts')
      await tellListeners(plugins, event, root, say)
    } catch (error) {
      say(`drift: warning: listeners could not be told: ${visible(messageOf(error)).split('\n')[0]}\n`)
    }
  }
}
