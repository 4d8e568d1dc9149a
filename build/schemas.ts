// The schemas that editors and users see, published below schemas/.
import { checks } from '../checks/index.ts'
import { runReportSchema } from '../commands/run-report/render.ts'
import { configSchema } from '../host/config/schema.ts'
import { explainedSchema, jobsSchema } from '../host/explained.ts'
import { planDiffSchema } from '../host/plan-diff.ts'
import { planLintSchema } from '../host/plan-lint-schema.ts'
import { planFiles } from '../host/plan.ts'
import { reportSchema } from '../host/report/schema.ts'
import type { JsonSchema } from '../host/schema.ts'
import { simulatedSchema } from '../host/simulate-schema.ts'
import { idleSchema, statusSchema } from '../host/status-schema.ts'
import { verifiedSchema } from '../host/verified.ts'
import { trustSchema } from '../host/trust/schema.ts'

/** File name → schema. */
export function publishedSchemas(): Readonly<Record<string, JsonSchema>> {
  const titled = (title: string, json: JsonSchema) => ({ $schema: 'https://json-schema.org/draft/2020-12/schema', title, ...json })
  const plans = Object.entries(planFiles).map(([file, { json }]) => [file.replace('.json', '.schema.json'), titled(file, json)] as const)
  return {
    'config.schema.json': configSchema(checks),
    ...Object.fromEntries(plans),
    'report.schema.json': titled('drift check --format json, drift ci --format json', reportSchema.json),
    'explain.schema.json': titled('drift explain --json', { anyOf: [explainedSchema.json, jobsSchema.json] }),
    'plan-diff.schema.json': titled('drift plan diff --json', planDiffSchema.json),
    'plan-lint.schema.json': titled('drift plan lint --json', planLintSchema.json),
    'run-report.schema.json': titled('drift report --format json, run_report.json', runReportSchema.json),
    'simulate.schema.json': titled('drift simulate --json', simulatedSchema.json),
    'status.schema.json': titled('drift status --json', { anyOf: [idleSchema.json, statusSchema.json] }),
    'trust.schema.json': titled('drift trust --json', trustSchema.json),
    'verify.schema.json': titled('drift verify --json', verifiedSchema.json),
  }
}
