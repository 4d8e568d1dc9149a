// A survey of this repository, with what the built-in checks know of files.
import type { Check } from '../../host/check.ts'
import type { Opened } from '../../records/repository.ts'
import { look } from './look.ts'
import { surveyOf, type Survey } from './survey.ts'

/** Looks at the repository. Three git processes. */
export async function surveyHere(opened: Opened, checks: readonly Check[]): Promise<Survey> {
  const known = (name: string, option: string) => {
    const { properties } = checks.find((check) => check.name === name)!.options.json as { readonly properties: Readonly<Record<string, { readonly default: readonly string[] }>> }
    return properties[option]!.default
  }
  return surveyOf(await look(opened), { exempt: known('change-size', 'exempt'), tests: known('tests-with-source', 'tests') })
}
