// The schemas that editors and users see, published below schemas/.
import { checks } from '../checks/index.ts'
import { configPrinted } from '../commands/config-printed.ts'
import { commands } from '../commands/index.ts'
import { reportListSchema, runReportSchema } from '../commands/run-report/render.ts'
import { configSchema } from '../host/config/schema.ts'
import { planFiles } from '../host/plan.ts'
import { reportSchema } from '../host/report/schema.ts'
import type { JsonSchema } from '../host/schema.ts'

/** Commands whose data other files describe: several print the same, or their own name is that of another file. */
export const describedBy: Readonly<Record<string, readonly string[]>> = {
  check: ['report'],
  ci: ['report'],
  config: ['config-in-force'],
  finish: ['run-report'],
  report: ['run-report', 'report-list'],
}

/** File name → schema: those of files, then what each command prints, by its name. */
export async function publishedSchemas(): Promise<Readonly<Record<string, JsonSchema>>> {
  const titled = (title: string, json: JsonSchema) => ({ $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...json })
  const plans = Object.entries(planFiles).map(([file, { json }]) => [file.replace('.json', '.schema.json'), titled(file, json)] as const)
  const loaded = await Promise.all(commands.map(async ({ path, load }) => ({ path, prints: (await load()).default.prints })))
  const printed = loaded.flatMap(({ path, prints }) => (prints && !describedBy[path.join(' ')] ? [[`${path.join('-')}.schema.json`, titled(`drift ${path.join(' ')} --json`, prints.json)] as const] : []))
  return {
    'config.schema.json': configSchema(checks),
    ...Object.fromEntries(plans),
    'report.schema.json': titled('drift check --format json, drift ci --format json', reportSchema.json),
    'run-report.schema.json': titled('drift report --format json, drift finish --json, run_report.json', runReportSchema.json),
    'report-list.schema.json': titled('drift report --json where no run is active', reportListSchema.json),
    'config-in-force.schema.json': titled('drift config --json', configPrinted.json),
    ...Object.fromEntries(printed),
  }
}

/** The text of a published schema: its keys, and those of its properties, on lines of their own. Indented all through they made the package 8 KiB larger. */
export function schemaText(json: unknown, depth = 2, indent = ''): string {
  if (typeof json !== 'object' || json === null || depth === 0 || (Array.isArray(json) && json.every((one) => typeof one !== 'object'))) return JSON.stringify(json)
  const inner = Object.entries(json).map(([key, value]) => `${indent} ${Array.isArray(json) ? '' : `${JSON.stringify(key)}: `}${schemaText(value, depth - 1, `${indent} `)}`).join(',\n')
  return Array.isArray(json) ? `[\n${inner}\n${indent}]` : `{\n${inner}\n${indent}}`
}
