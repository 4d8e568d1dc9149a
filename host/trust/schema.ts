// What `drift trust --json` prints, as a schema: published as schemas/trust.schema.json.
import { choice, list, map, number, object, optional, schema, text } from '../schema.ts'
import { classes } from './delegation.ts'
import { metricNames } from './metrics.ts'

const ids = (about: string) => list(text(), { about })

/** A number, or `unknown` where nobody observed anything: that is never 0. */
export const valueSchema = schema<number | 'unknown'>({ anyOf: [{ type: 'number', minimum: 0 }, { enum: ['unknown'] }] })

export const trustSchema = object({
  version: schema<1>({ const: 1 }),
  window: object({ last: optional(number({ min: 1, about: 'So many runs of a domain at most, the newest.' })), since: optional(text({ about: 'Runs that ended then or later; UTC, ISO 8601.' })), least: number({ min: 1, about: 'Fewer are insufficient.' }), horizon: number({ min: 0, about: 'Days until a merge without a defect counts as one.' }) }),
  thresholds: map(object({ high: number({ whole: false }), low: optional(number({ whole: false, about: 'Absent where nothing is low.' })) }), { about: 'By metric; one that is absent decides nothing.' }),
  domains: list(object({
    domain: text({ about: 'untagged where plans name none.' }),
    class: choice(classes), recommendation: choice(classes, { about: 'The class, or one lower where the newer runs are worse.' }),
    because: list(object({ metric: optional(choice(metricNames)), says: text() })),
    metrics: map(object({ value: valueSchema, runs: number({ min: 0, about: 'The runs that it rests on.' }) }), { about: 'Each of the six.' }),
    merged: schema<number | 'unknown'>({ anyOf: [{ type: 'integer', minimum: 0 }, { enum: ['unknown'] }], description: 'unknown where nobody could look.' }), unsure: number({ min: 0, about: 'Merged runs without a defect after which fixes were not followed: not counted.' }), young: number({ min: 0, about: 'Merged runs without a defect that are younger than the horizon: not counted yet.' }),
    runs: list(object({ run: text(), plan: text(), ended: text(), metrics: map(valueSchema), merged: optional(text({ about: 'When the last of it came to the target.' })), fixes: ids('Commits that mended it later.'), reverts: ids('Commits that took it back.') })),
  })),
  notes: list(text(), { about: 'What could not be seen, or was left out.' }),
})
