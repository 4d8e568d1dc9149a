// Files of overrides, in approval mode `merged`: like plans they need no plan, as long as they come alone and are what they say.
import type { Fault, FileChange } from './change.ts'
import type { Repository, Tree } from './repository.ts'

const file = /^\.drift\/overrides\/([0-9a-f]{64})\.jsonl$/

/** Whether a path is that of the overrides of a patch. */
export function isOverrideFile(path: string): boolean {
  return file.test(path)
}

/** What is wrong with them: every line must be an override of the patch that gives the file its name. */
export async function overrideFileFaults(files: readonly FileChange[], tree: Tree, repository: Repository): Promise<Fault[]> {
  const faults: Fault[] = []
  for (const { path, status, mode } of files) {
    if (status === 'deleted') continue
    const lines = new TextDecoder().decode((await repository.read(tree + path))?.content).split('\n').filter(Boolean)
    const whole = mode === '100644' && lines.length > 0 && (await repository.overrides([file.exec(path)![1]!], [tree])).length === lines.length
    if (!whole) faults.push({ code: 'no-override', path, message: `${path} is no list of overrides of that patch`, fix: 'Let drift write it: drift approve --override <commit>' })
  }
  return faults
}
