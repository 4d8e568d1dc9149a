// How drift's own files come into a repository that has a drift config already. Its plans bind these too: a commit that init
// made past them would be a way past them for everybody who can run init, and the gate would find it anyway.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { World } from '../host/cli-context.ts'
import { guardsOf } from '../host/jobs.ts'
import type { Policy } from '../host/policy-in-force.ts'
import { guards } from '../host/scope.ts'
import { shellWord } from '../host/text.ts'
import type { Opened } from '../records/repository.ts'
import { self } from './repository.ts'

/** What is told of own files that init wrote and did not commit: where one is protected, the commands that lead it in. */
export function wayIn(paths: readonly string[], opened: Opened, policy: Policy, world: World): string {
  const head = `Not committed, because this repository already has a drift config: ${paths.join(', ')}.`
  const { config, checks } = policy
  const watched = guardsOf(config, checks)
  const guarded = paths.filter((path) => guards(watched, path))
  if (guarded.length === 0 || config.approval.mode === 'signed') return `${head} Commit it as your plans allow.\n`
  const id = freeId(opened.root, config.plans.dir)
  const drift = self(world)
  const named = (flag: string, those: readonly string[]) => those.map((path) => ` ${flag}${shellWord(path)}`).join('')
  const merged = config.approval.mode === 'merged'
  const steps = [
    `${drift} plan new "Bring in the files of drift" --id ${id} --kind chore${named('--allow ', paths)}`,
    ...merged ? opened.branch === config.base.branch ? [] : [`# merge the commit of ${config.plans.dir}/${id} into ${config.base.branch} first, and alone`]
      : [`${drift} approve ${id}${named('--allow-path ', guarded)}   # a person`],
    `${drift} start ${id}`,
    `git add --${named('', paths)} && git commit -m "chore: add drift" --${named('', paths)}`,
    ...merged ? [] : [`${drift} approve ${id} --change   # a person, for CI`],
  ]
  return `${head} Some of it is protected, so it needs a plan that a person approves:\n${steps.map((step) => `    ${step}\n`).join('')}`
}

function freeId(root: string, dir: string): string {
  for (let n = 1; ; n++) {
    const id = n === 1 ? 'add-drift' : `add-drift-${n}`
    if (![join(root, dir, id), join(root, dir, 'closed', id)].some((folder) => existsSync(folder))) return id
  }
}
