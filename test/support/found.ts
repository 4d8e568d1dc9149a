import { parseMessage } from '../../git/trailers.ts'
import type { Check, Example, Found, Plan } from '../../host/check.ts'
import { exampleChange, examplePlan } from '../../host/example.ts'

/** The findings of a check over a change in shorthand, whole: for what a table does not show (code, fix). */
export async function found<O>(check: Check<O>, options: O, change: readonly string[], extra: Pick<Example, 'message' | 'texts' | 'given'> = {}): Promise<Found[]> {
  const all: Found[] = []
  for await (const finding of check.run(structuredClone(exampleChange({ change, ...extra }, parseMessage)), options)) all.push(finding)
  return all
}

/** The plan of examples, with another intent or standing. */
export function planWith(intent: Partial<Plan['intent']>, standing: Partial<Plan['standing']> = {}, id = 'example-plan'): Plan {
  return { ...examplePlan, id, intent: { ...examplePlan.intent, id, ...intent }, standing: { ...examplePlan.standing, ...standing } }
}
