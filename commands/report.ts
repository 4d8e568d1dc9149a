import { writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { ownCommand } from '../host/cli-context.ts'
import { listed } from '../host/cli-records.ts'
import type { Loaded } from '../host/cli-plugins.ts'
import { DriftError, messageOf } from '../host/error.ts'
import { handOf } from '../host/hand.ts'
import type { Format, View } from '../host/plugin.ts'
import { choice, object, optional, text } from '../host/schema.ts'
import { nearest, oneLine } from '../host/text.ts'
import { readRun } from '../records/store/run.ts'
import { either } from './printed.ts'
import { inRepository, neededPolicy } from './repository.ts'
import { reportNamed, sealedReports } from './run-report/find.ts'
import { gathered } from './run-report/gather.ts'
import { gapsHere } from './run-report/here.ts'
import { formats, rendered, reportListSchema, runReportSchema } from './run-report/render.ts'

export default ownCommand({
  path: ['report'],
  summary: 'tell of a run, or render a view of a plugin',
  example: 'drift report login-limit-k3f9 --format html --output report.html\n  drift report phases/ledger',
  arguments: object({
    what: optional(text({ about: 'a plan, or the beginning of a run\'s id; or plugin/view. Unless told the run of this worktree; where there is none, what there is to report is listed' })),
    format: optional(choice(formats, { about: `${formats.join(', ')}; text unless told, of a view the first one that it can do` })),
    output: optional(text({ min: 1, about: 'write the report to this file' })),
  }),
  positional: ['what'],
  prints: either(runReportSchema, reportListSchema),
  effects: [],

  run: ({ what: name, format: asked, output, json }, { world, print, now }) => inRepository(world, async (opened) => {
    if (json && asked !== undefined && asked !== 'json') throw new DriftError(`--json and --format ${asked} cannot both be`, 'Leave one of them out.')
    const format = json ? 'json' : asked
    const tell = (rendered: string) => { if (output === undefined) world.stdout(rendered); else write(resolve(world.cwd, output), rendered) }
    const policy = await neededPolicy(opened, world)
    const run = readRun(opened.place.gitDir)
    if (run && (name === undefined || name === run.plan || (/^[0-9a-f]{4,}$/.test(name) && run.id.startsWith(name)))) {
      const ending = { ended: () => now().toISOString(), abandoned: false, by: run.by, via: handOf(world.environment), gaps: await gapsHere(opened, run, policy.config.plans) }
      tell(rendered((await gathered(opened, policy, run, ending, world)).report, 'in progress', format ?? 'text'))
      return 0
    }
    const reports = name?.includes('/') ? [] : await sealedReports(opened, world.stderr)
    if (name !== undefined && !name.includes('/') && (reports.length > 0 || viewsOf(policy.plugins).length === 0)) {
      tell(rendered(reportNamed(reports, name), 'sealed', format ?? 'text'))
      return 0
    }
    if (name === undefined) {
      const views = viewsOf(policy.plugins)
      if (format === 'json') {
        tell(`${JSON.stringify({ version: 1, reports: reports.map(({ run: id, plan, ended, title }) => ({ run: id, plan, ended, title })), views: views.map(({ full, view }) => ({ view: full, formats: view.formats })) }, null, 2)}\n`)
        return 0
      }
      // What there is to report is no report: a file for one would stay empty without a word.
      if (output !== undefined || (format !== undefined && format !== 'text')) throw new DriftError('no run is active in this worktree, and none is named', 'Name a plan, a run or a view: drift report lists them.')
      const rows = [
        ...reports.map(({ run: id, plan, ended, title }) => `${id.padEnd(18)} ${plan.padEnd(28)} ${ended.slice(0, 10)} ${title}`),
        ...views.map(({ full, view }) => `${full.padEnd(28)} ${view.formats.join(', ').padEnd(28)} ${view.summary ?? ''}`.trimEnd()),
      ]
      print(rows.length > 0 ? `${rows.map(oneLine).join('\n')}\n` : 'No run is finished here, and no plugin of this config brings a view.\n')
      return 0
    }
    const { loaded, view } = neededView(policy.plugins, name)
    const wanted = format ?? view.formats[0]!
    if (!view.formats.includes(wanted)) throw new DriftError(`the view ${name} cannot be rendered as ${wanted}`, `Ask for one of: ${view.formats.join(', ')}`)
    const records = await Promise.all(view.kinds.map(async (kind) => [kind, await listed(opened, loaded.plugin, policy.plugins, kind, undefined, world.stderr)] as const))
    tell(renderedBy(view, Object.fromEntries(records), wanted, name))
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
