// What is wrong with the plan files that a change holds: whole plans only, one at a time, and nothing below closed/ ever changes.
import type { Fault, FileChange } from './change.ts'
import { readPlan, isPlanId, type PlanValidators } from './plan-folder.ts'
import type { PlansPolicy } from './policy.ts'
import type { Repository, Tree } from './repository.ts'
import { isPlanFile } from './scope.ts'
import { pathspecWord } from './text.ts'

interface Touched {
  readonly id: string
  readonly closed: boolean
  readonly name: string
  readonly file: FileChange
}

/** `dir/<id>/<name>` or `dir/closed/<id>/<name>` → its parts; undefined for what is neither. */
function partsOf(file: FileChange, { dir }: PlansPolicy): Touched | undefined {
  const parts = file.path.slice(dir.length + 1).split('/')
  const closed = parts[0] === 'closed' && parts.length > 2
  const [id, ...name] = closed ? parts.slice(1) : parts
  return id && name.length > 0 && isPlanId(id) ? { id, closed, name: name.join('/'), file } : undefined
}

/** The ids of plans whose folders a change touches. */
export function touchedPlans(files: readonly FileChange[], plans: PlansPolicy): readonly string[] {
  return [...new Set(files.filter(({ path }) => isPlanFile(path, plans)).flatMap((file) => partsOf(file, plans)?.id ?? []))]
}

/** All faults of the plan files in a change, read from the tree that it leads to. */
export async function planFileFaults(files: readonly FileChange[], tree: Tree, plans: PlansPolicy, repository: Repository, validators: PlanValidators, squashed: readonly string[] = []): Promise<Fault[]> {
  const own = files.filter(({ path }) => isPlanFile(path, plans))
  const faults: Fault[] = []
  const touched: Touched[] = []
  for (const file of own) {
    const parts = partsOf(file, plans)
    if (parts) touched.push(parts)
    else if (file.status !== 'deleted') faults.push({ code: 'stray', path: file.path, message: `${file.path} lies in the folder of plans and in no plan`, fix: `Move it out of ${plans.dir}` })
  }
  for (const id of new Set(touched.map((t) => t.id))) {
    const mine = touched.filter((t) => t.id === id)
    // A squash with the close in it brings a version that nobody saw open: it is judged by that folder, whose digest has to be
    // approved. Where the plan stays open, too, that one would be judged instead.
    const isWhole = squashed.includes(id) && mine.every(({ closed, file }) => file.status === (closed ? 'added' : 'deleted')) && !await repository.folder(tree, `${plans.dir}/${id}`)
    if (!isWhole) faults.push(...closedFaults(id, mine, plans, tree))
    // Taking a file away breaks a plan as well: every touched folder that is still there is read.
    const [open] = await Promise.all([false, true].map(async (closed) => {
      const reading = mine.some((t) => t.closed === closed) ? await readPlan(repository, tree, plans.dir, id, validators, closed) : { absent: true as const }
      const folder = `${plans.dir}/${closed ? 'closed/' : ''}${id}`
      // A tree made by hand may name a folder twice: git lists the files of both, and reads one.
      const brought = mine.filter((t) => t.closed === closed && t.file.status !== 'deleted')
      const held = brought.length === 0 ? [] : (await repository.folder(tree, folder))?.entries ?? []
      faults.push(...brought.filter(({ name, file }) => !held.some(({ path, oid }) => path === name && oid === file.oid)).map(({ name }) => badPlan(id, folder, `${name}: is not what this folder holds`)))
      if ('wrong' in reading) faults.push(...reading.wrong.map((wrong) => badPlan(id, folder, wrong)))
      return reading
    }))
    if (open && !('absent' in open) && await repository.folder(tree, `${plans.dir}/closed/${id}`)) faults.push({ code: 'reused', path: `${plans.dir}/${id}`, message: `plan ${id} is closed; its id is never used again`, fix: 'Make a new plan: drift plan new "<goal>"' })
  }
  return faults
}

/** `wrong` begins with the file below `folder`, perhaps with a line. */
function badPlan(id: string, folder: string, wrong: string): Fault {
  const [, file = '', line] = /^([^: ]*)(?::(\d+))?/.exec(wrong)!
  return { code: 'bad-plan', path: `${folder}/${file}`, ...(line === undefined ? {} : { line: Number(line) }), message: `plan ${id} is not whole: ${wrong}`, fix: `Mend ${folder}, then see: drift plan lint ${id}` }
}

// Closing moves the three files as they are; nothing else may happen below closed/.
function closedFaults(id: string, touched: readonly Touched[], { dir }: PlansPolicy, tree: Tree): Fault[] {
  return touched.filter((t) => t.closed).flatMap(({ file, name }) => {
    if (file.status !== 'added') return [{ code: 'closed-changed', path: file.path, message: `${file.path} is part of a closed plan: nothing below ${dir}/closed is ever changed or removed`, fix: tree === ':0:' ? `git restore --staged --worktree -- ${pathspecWord(file)}` : file.status === 'deleted' ? keptBy(dir) : 'Leave it as it was, in that commit itself.' }]
    const moved = touched.some((t) => !t.closed && t.name === name && t.file.status === 'deleted' && t.file.oldOid === file.oid)
    return moved ? [] : [{ code: 'closed-differs', path: file.path, message: `${file.path} is not the unchanged file of plan ${id}`, fix: `Close a plan by moving its files as they are: git mv ${dir}/${id} ${dir}/closed/${id}` }]
  })
}

/** How a commit keeps what drift remembers of closed plans: a revert of all that landed takes that along. */
export function keptBy(dir: string): string {
  return `Keep it, in that commit itself; where it is the last one: git checkout HEAD~1 -- ${dir.startsWith('.drift/') ? '' : `${dir} `}.drift && git commit --amend --no-edit`
}
