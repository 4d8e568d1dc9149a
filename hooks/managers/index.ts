// Every hook manager that drift joins by way of its own configuration. husky moves core.hooksPath: it has hooks/husky.ts.
import { lefthook } from './lefthook.ts'
import type { Manager } from './shape.ts'
import { overcommit } from './overcommit.ts'
import { preCommit } from './pre-commit.ts'
import { simpleGitHooks } from './simple-git-hooks.ts'

export const managers: readonly Manager[] = [lefthook, overcommit, preCommit, simpleGitHooks]
