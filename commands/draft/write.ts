// The three files of a new plan: checked before any is written, and there all at once.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { DriftError, messageOf } from '../../host/error.ts'
import { folded, plain } from '../../host/folded.ts'
import { isPlanId, parsePlan } from '../../host/plan-folder.ts'
import { planValidators } from '../../host/policy-in-force.ts'
import { filesOf, type Draft } from './draft.ts'

/** Writes the plan to `dir/id` below the root. DriftError: exit 2 where it would be no whole plan, 1 where the id is taken. */
export async function writePlan(root: string, dir: string, id: string, draft: Draft): Promise<void> {
  if (!isPlanId(id)) throw new DriftError(`"${id}" cannot be a plan's id`, 'Use letters, digits, dots, dashes and underscores; at most 100, a letter or digit first.')
  const another = 'Give another one: --id <id>'
  for (const taken of [join(dir, id), join(dir, 'closed', id)]) if (existsSync(join(root, taken))) throw new DriftError(`${taken} is there already: an id is never used twice`, another, 1)
  const twin = writing(dir, () => twinOf(root, dir, id))
  if (twin !== undefined) throw new DriftError(`a plan ${id} would be ${twin} where the file system folds names`, another, 1)
  const texts = Object.entries(filesOf(id, draft)).map(([name, content]) => [name, `${JSON.stringify(content, null, 2)}\n`] as const)
  const read = await parsePlan(id, Object.fromEntries(texts.map(([name, text]) => [name, Buffer.from(text)])), planValidators)
  if ('wrong' in read) throw new DriftError(read.wrong.join('\n'), 'Nothing was written: say it otherwise, and try again.')
  const folder = join(root, dir, id)
  // A dot first is no plan's name: whoever looks meanwhile, or after a kill, sees no half of a plan.
  const made = join(dirname(folder), `.new-${process.pid}`)
  rmSync(made, { recursive: true, force: true })
  writing(dir, () => {
    mkdirSync(made, { recursive: true })
    try {
      for (const [name, text] of texts) writeFileSync(join(made, name), text, { mode: 0o644 })
      renameSync(made, folder)
    } finally {
      rmSync(made, { recursive: true, force: true })
    }
  })
}

/** What a disk refuses, as somebody can mend it: a file where the folder belongs, a folder that nobody may write to. */
function writing<T>(dir: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw new DriftError(`${dir} cannot be written to: ${messageOf(error)}`, `Make ${dir} a folder that you may write to.`)
  }
}

/** The folder that this plan's would be on macOS or Windows: that of another plan, or of closed ones. */
function twinOf(root: string, dir: string, id: string): string | undefined {
  if (plain(id) !== id) return join(dir, plain(id))
  const taken = ['', 'closed'].flatMap((below) => {
    const folder = join(root, dir, below)
    return (existsSync(folder) ? readdirSync(folder) : []).map((name) => join(below, name))
  })
  const twin = [...taken, 'closed'].find((name) => folded(basename(name)) === folded(id))
  return twin === undefined ? undefined : join(dir, twin)
}
