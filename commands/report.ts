import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { ownCommand } from '../host/cli-context.ts'
import { listed } from '../host/cli-records.ts'
import type { Loaded } from '../host/cli-plugins.ts'
import { DriftError, messageOf } from '../host/error.ts'
import type { Format, View } from '../host/plugin.ts'
import { choice, object, optional, text } from '../host/schema.ts'
import { nearest, visible } from '../host/text.ts'
import { inRepository, neededPolicy } from './repository.ts'

const formats: readonly Format[] = ['text', 'json', 'markdown', 'html']

export default ownCommand({
  path: ['report'],
  summary: 'render a view of a plugin over its records',
  example: 'drift report phases/ledger --format html --output ledger.html',
  arguments: object({
    view: optional(text({ about: 'plugin/view; all views are listed unless told' })),
    format: optional(choice(formats, { about: `${formats.join(', ')}; the first one that the view can do unless told` })),
    output: optional(text({ about: 'write the report to this file' })),
  }),
  positional: ['view'],
  effects: [],

  run: ({ view: name, format, output }, { world, print }) => inRepository(world, async (opened) => {
    const { plugins } = await neededPolicy(opened, world)
    if (name === undefined) {
      const rows = viewsOf(plugins).map(({ full, view }) => `${full.padEnd(28)} ${view.formats.join(', ').padEnd(28)} ${view.summary ?? ''}`.trimEnd())
      print(rows.length > 0 ? `${rows.map(visible).join('\n')}\n` : 'No plugin of this config brings a view.\n')
      return 0
    }
    const { loaded, view } = neededView(plugins, name)
    const wanted = format ?? view.formats[0]!
    if (!view.formats.includes(wanted)) throw new DriftError(`the view ${name} cannot be rendered as ${wanted}`, `Ask for one of: ${view.formats.join(', ')}`)
    const records = await Promise.all(view.kinds.map(async (kind) => [kind, await listed(opened, loaded.plugin, plugins, kind, undefined, world.stderr)] as const))
    const rendered = renderedBy(view, Object.fromEntries(records), wanted, name)
    if (output === undefined) world.stdout(rendered)
    else write(resolve(world.cwd, output), rendered)
    return 0
  }),
})

interface Named {
  readonly full: string
  readonly loaded: Loaded
  readonly view: View
}

function viewsOf(plugins: readonly Loaded[]): Named[] {
  return plugins.flatMap((loaded) => (loaded.plugin.views ?? []).map((view) => ({ full: `${loaded.plugin.name}/${view.name}`, loaded, view })))
}

function neededView(plugins: readonly Loaded[], name: string): Named {
  const all = viewsOf(plugins)
  const found = all.find(({ full }) => full === name)
  if (found) return found
  const near = nearest(name, all.map(({ full }) => full))
  throw new DriftError(`there is no view "${name}"${near ? ` (did you mean ${near}?)` : ''}`, all.length > 0 ? `Known views: ${all.map(({ full }) => full).join(', ')}` : 'No plugin of this config brings a view.')
}

function renderedBy(view: View, records: Readonly<Record<string, readonly unknown[]>>, format: Format, name: string): string {
  let rendered: unknown
  try {
    rendered = view.render(structuredClone(records), format)
  } catch (error) {
    throw new DriftError(`the view ${name} failed: ${messageOf(error).split('\n')[0]}`, 'This is a bug of the plugin: please report it to its author.', 3)
  }
  if (typeof rendered === 'string') return rendered === '' || rendered.endsWith('\n') ? rendered : `${rendered}\n`
  throw new DriftError(`the view ${name} rendered ${typeof rendered} where text was due`, 'This is a bug of the plugin: please report it to its author.', 3)
}

function write(path: string, content: string): void {
  try {
    writeFileSync(path, content)
  } catch (error) {
    throw new DriftError(`the report cannot be written: ${messageOf(error)}`, 'Give --output a file that can be written.')
  }
}
