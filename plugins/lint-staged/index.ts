// The repository's own lint-staged before the checks of a commit, with its default options alone: of all combinations
// only they restored worktree and index after a task that failed (16.4). So this plugin takes no option at all.
import { definePlugin, DriftError, object, type Ran, type Step } from '../../host/check.ts'

const limitS = 600
// For reverting, which is some git commands on the whole worktree.
const graceS = 30

const leaveOut = 'take lint-staged out of /plugins of the config'

// A task that fails makes it reset --hard: it brings MERGE_HEAD back, but neither CHERRY_PICK_HEAD nor SQUASH_MSG. And
// what a task rewrites in a merge belongs to neither side.
const middles = { merge: 'a merge', squash: 'a squash', replay: 'a rebase, cherry-pick or revert' } as const

const tasks: Step = {
  name: 'tasks',
  stages: ['pre-commit'],
  async run({ during, index, program, run }) {
    if (during) return { skipped: `git is in the middle of ${middles[during]}, and lint-staged could end that` }
    // What its tasks change would be in the commit, and undone in the index: the next commit would take it back.
    if (index === 'other') return { skipped: 'git commit with paths (or another index) bypasses the index that lint-staged works on; to have its tasks run: git add, then git commit without paths' }
    const found = program('lint-staged')
    if (!found) throw new DriftError('lint-staged: the config has it run before each commit, and it is not installed here', `npm i -D lint-staged (where package.json names it already: npm ci), or ${leaveOut}`, 3)
    const bad = unfit(found.version)
    if (bad !== undefined) throw new DriftError(`lint-staged: ${found.version} is installed, which ${bad}`, `npm i -D lint-staged@latest, or ${leaveOut}`, 3)
    const ran = await run({ argv: found.argv, timeoutS: limitS, graceS })
    if (ran.exit !== 0 || ran.timedOut) throw failure(ran)
    return undefined
  },
}

/** Why a version is not run. */
export function unfit(version: string): string | undefined {
  const [major = 0, minor = 0, patch = 0] = version.split(/[.+-]/).map(Number)
  if (!(major >= 15)) return 'is older than 15, with which drift was not tried'
  // lint-staged#1781, #1787: it worked on the wrong index in a hook.
  return major === 17 && minor === 0 && patch < 4 ? 'leaves out of the commit what its tasks changed' : undefined
}

/** What ends the commit, below what lint-staged said itself. */
export function failure({ timedOut, stdout, stderr }: Pick<Ran, 'timedOut' | 'stdout' | 'stderr'>): DriftError {
  // Its colours: where it thinks that it is in CI, it paints also what is no terminal.
  const said = [stdout, stderr].map((text) => text.replace(/\u001b\[[\d;]*[A-Za-z]/g, '').trim()).filter((text) => text !== '').join('\n')
  if (timedOut) return new DriftError(`lint-staged: it did not end within ${limitS / 60} minutes, so it was ended and nothing is committed`, 'look whether all your changes are there (git status; its backup: git stash list), and run it by hand to see why: npx lint-staged', 3, said)
  if (/could not find any valid configuration|no valid configuration found/i.test(said)) return new DriftError('lint-staged: it found no config of its own, so nothing is committed', `add one, say to package.json: "lint-staged": { "*.js": "eslint --fix" }; or ${leaveOut}`, 2, said)
  // git stash refuses these, before anything was touched.
  if (/not uptodate\. Cannot merge/.test(said)) return new DriftError('lint-staged: it cannot save files that git add -N only announced, so nothing is committed', 'add them, or take them back: git reset -- <the file that it names>; then commit again', 1, said)
  return new DriftError('lint-staged: it failed, as it says above, so nothing is committed', 'mend what it names, stage that, and commit again', 1, said)
}

export default definePlugin({ name: 'lint-staged', api: 1, options: object({}), steps: [tasks] })
