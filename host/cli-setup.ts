// What plugins say about moving into a repository: who is wanted there, what would be written, and how it proves itself.
import { readFileSync, realpathSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { placeBelow } from './cli-files.ts'
import type { Loaded } from './cli-plugins.ts'
import { DriftError, messageOf } from './error.ts'
import type { AgentAdapter, Job, Patch, Ran, RepositoryFacts } from './plugin.ts'

/** What one plugin wants to write, and why it is wanted here. */
export interface PluginSetup {
  readonly plugin: string
  readonly why: string
  readonly patches: readonly Patch[]
  /** A program that must fail, because it is a planted breach. */
  readonly fire?: Job
}

/** What may be seen of a worktree without running anything: files and folders below its root, and nothing outside. */
export function repositoryFacts(root: string): RepositoryFacts {
  const top = realpathSync(root)
  const look = (path: string) => {
    try {
      const place = placeBelow(top, path)
      return { place, seen: statSync(place, { throwIfNoEntry: false }) }
    } catch {
      // Outside, or not to be reached.
      return undefined
    }
  }
  return {
    root: top,
    has: (path) => look(path)?.seen !== undefined,
    read: (path) => { const found = look(path); return found?.seen?.isFile() ? readFileSync(found.place, 'utf8') : undefined },
  }
}

/** Setups of the plugins that are wanted in a repository. DriftError (exit 3) where one cannot say. */
export function pluginSetups(loaded: readonly Loaded[], facts: RepositoryFacts): PluginSetup[] {
  return loaded.flatMap(({ plugin: { name, setup } }) => {
    if (!setup) return []
    try {
      const why = setup.detect(facts)
      if (why === undefined) return []
      const fire = setup.fire?.(facts)
      return [{ plugin: name, why, patches: setup.patches(facts), ...(fire ? { fire } : {}) }]
    } catch (error) {
      throw new DriftError(`the setup of plugin ${name} failed: ${messageOf(error).split('\n')[0]}`, `Take ${name} out of the config, or tell its author.`, 3)
    }
  })
}

/** Runs a planted breach. It is blocked where the program ran and said no; what could not run, or ran too long, proves nothing. */
export async function fireSetup(fire: Job, root: string, run: (job: Job) => Promise<Ran>): Promise<{ readonly blocked: boolean; readonly output: string }> {
  const { exit, timedOut, stdout, stderr } = await run({ ...fire, cwd: resolve(root, fire.cwd ?? '') })
  const ran = exit !== null && exit !== 126 && exit !== 127
  const output = [stdout, stderr].map((text) => text.trim()).filter(Boolean).join('\n')
  return { blocked: ran && exit !== 0, output: ran ? output : `${fire.argv.join(' ')} ${timedOut ? 'did not end in time' : 'could not be run'}${output ? `: ${output}` : ''}` }
}

/** The coding agents that plugins know how to speak to, with the plugin that does. */
export function listAgents(loaded: readonly Loaded[]): { readonly plugin: string; readonly agent: AgentAdapter }[] {
  return loaded.flatMap(({ plugin }) => (plugin.agents ?? []).map((agent) => ({ plugin: plugin.name, agent })))
}
