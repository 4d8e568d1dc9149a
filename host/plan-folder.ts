// A plan's folder in some tree → a plan, or all that is wrong with it.
import type { Plan } from './change.ts'
import { parseJson } from './config/parse.ts'
import { largest } from './config/read.ts'
import { messageOf } from './error.ts'
import { checkGlob } from './globs.ts'
import { planFiles, planId, type CommitPlan, type Intent, type TestContract } from './plan.ts'
import type { Repository, Tree } from './repository.ts'
import { globsIn, type Fits } from './schema.ts'

/** Validators of the three files, precompiled. */
export type PlanValidators = Readonly<Record<keyof typeof planFiles, Fits>>

/** A plan without its standing, which only the records can tell. */
export type BarePlan = Omit<Plan, 'standing'>

/** What became of reading a plan. */
export type PlanReading =
  | { readonly plan: BarePlan }
  | { readonly absent: true }
  | { readonly wrong: readonly string[] }

/** Whether a word can be a plan's id. */
export function isPlanId(id: string): boolean {
  return new RegExp(planId).test(id)
}

const names = Object.keys(planFiles) as (keyof typeof planFiles)[]
const strict = new TextDecoder('utf-8', { fatal: true })

/** The three texts of a plan → its content, or what is wrong, a line each (`intent.json:3: /goal: …`). */
export async function parsePlan(id: string, texts: Readonly<Record<string, Uint8Array | undefined>>, validators: PlanValidators): Promise<{ readonly files: Readonly<Record<string, unknown>> } | { readonly wrong: readonly string[] }> {
  const wrong: string[] = []
  const files: Record<string, unknown> = {}
  for (const name of names) {
    const bytes = texts[name]
    if (bytes === undefined) { wrong.push(`${name}: is missing`); continue }
    if (bytes.length > largest) { wrong.push(`${name}: is larger than ${largest} bytes`); continue }
    let text: string
    try {
      text = strict.decode(bytes)
    } catch {
      wrong.push(`${name}: is not UTF-8 text`)
      continue
    }
    try {
      files[name] = await parseJson(text, name)
    } catch (error) {
      wrong.push(messageOf(error))
      continue
    }
    if (fits(name, files[name], id, validators)) continue
    const { planMistakes } = await import('./config/mistaken.ts')
    const found = await planMistakes(name, text, files[name], id)
    // Never a quiet pass, even where no words are found for what is wrong.
    wrong.push(...found.length > 0 ? found : [`${name}: is no such file of a plan`])
  }
  return wrong.length > 0 ? { wrong } : { files }
}

/** Whether nothing is wrong with one file of the plan `id`. */
function fits(name: keyof typeof planFiles, data: unknown, id: string, validators: PlanValidators): boolean {
  return validators[name](data) && [...globsIn(planFiles[name].json, data)].every(({ glob }) => checkGlob(glob) === undefined) && (name !== 'intent.json' || (data as Intent).id === id)
}

/** Reads a plan from `dir/id`, or with `closed` from `dir/closed/id`, of a tree. */
export async function readPlan(repository: Repository, tree: Tree, dir: string, id: string, validators: PlanValidators, closed = false): Promise<PlanReading> {
  const folder = await repository.folder(tree, closed ? `${dir}/closed/${id}` : `${dir}/${id}`)
  if (!folder) return { absent: true }
  // A repository that gives the same folder for many commits means the same plan.
  const known = readings.get(folder) ?? readFolder(folder, repository, id, validators, closed)
  readings.set(folder, known)
  return known
}

type Folder = NonNullable<Awaited<ReturnType<Repository['folder']>>>
const readings = new WeakMap<Folder, Promise<PlanReading>>()

async function readFolder(folder: Folder, repository: Repository, id: string, validators: PlanValidators, closed: boolean): Promise<PlanReading> {
  const odd = folder.entries.filter(({ path, mode }) => !names.includes(path as never) || mode !== '100644')
  const blobs = await Promise.all(names.map(async (name) => {
    const entry = folder.entries.find(({ path }) => path === name)
    return [name, entry && (await repository.read(entry.oid))?.content] as const
  }))
  const read = await parsePlan(id, Object.fromEntries(blobs), validators)
  const wrong = [...odd.map(({ path, mode }) => names.includes(path as never) ? `${path}: has mode ${mode}; a plan's files have 100644` : `${path}: does not belong in a plan's folder`), ...('wrong' in read ? read.wrong : [])]
  if (wrong.length > 0 || 'wrong' in read) return { wrong }
  return {
    plan: {
      id, digest: folder.id, closed,
      intent: read.files['intent.json'] as Intent, test_contract: read.files['test_contract.json'] as TestContract, commit_plan: read.files['commit_plan.json'] as CommitPlan,
    },
  }
}
