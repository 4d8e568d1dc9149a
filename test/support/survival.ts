// What git does to commits, and what of drift's facts is left afterwards: each row is an act, told as a script of sh.

/** What somebody does with a branch `work` that holds an approved plan, one commit of it, and evidence for that commit's tree. */
export interface Act {
  readonly name: string
  /** Leaves HEAD at the work as it stands then. */
  readonly script: string
  /** How the result is judged: a branch, or what a forge put onto the target. */
  readonly judge: string
}

const branch = 'check --base main --head HEAD'
const landed = 'ci --base old --head HEAD'
// What a forge makes of a branch: one commit on the target with the branch's tree.
const squashed = (message: string) => `git switch -q main && git reset -q --hard "$(git commit-tree 'work^{tree}' -p main -m "${message}")" && git push -q --no-verify origin main`
const messages = '$(git log --reverse --format=%B main..work)'

export const acts: readonly Act[] = [
  { name: 'amend, message only', judge: branch, script: `git commit -q --amend -m 'feat: say it better'` },
  { name: 'amend, content', judge: branch, script: `echo more >> src/a.js && git commit -qa --amend --no-edit` },
  { name: 'rebase onto a moved main', judge: branch, script: `git switch -q main && echo x > README && git add README && git commit -qm 'docs: x' --no-verify && git switch -q work && git rebase -q main` },
  { name: 'fixup and autosquash', judge: branch, script: `echo more >> src/a.js && git commit -qa --fixup HEAD && GIT_SEQUENCE_EDITOR=true git rebase -q -i --autosquash main` },
  { name: 'cherry-pick of plan and work', judge: branch, script: `git switch -qc other main && git cherry-pick main..work >/dev/null` },
  { name: 'cherry-pick of the work alone', judge: branch, script: `git switch -qc other main && git cherry-pick work >/dev/null` },
  { name: 'revert', judge: 'check --base work --head HEAD', script: `git revert --no-edit HEAD >/dev/null` },
  { name: 'merge', judge: landed, script: `git tag old main && git switch -q main && git merge -q --no-ff --no-edit work && git push -q --no-verify origin main` },
  { name: 'squash by git merge --squash', judge: branch, script: `git tag old main && git switch -qc squash main && git merge -q --squash work >/dev/null && git commit -q --no-edit` },
  { name: 'squash by GitHub, its messages kept', judge: landed, script: `git tag old main && ${squashed(`Limit login attempts (#12)\n\n${messages}`)}` },
  { name: 'squash by GitHub, its message emptied', judge: landed, script: `git tag old main && ${squashed('Limit login attempts (#12)')}` },
  { name: 'squash by GitLab, %{all_commits}', judge: landed, script: `git tag old main && ${squashed(`Merge branch 'work' into 'main'\n\n${messages}\n\nSee merge request team/shop!12`)}` },
  { name: 'format-patch and am', judge: branch, script: `git format-patch -q --stdout main..work > "$OUTSIDE/mail" && git switch -qc mailed main && git am -q "$OUTSIDE/mail"` },
  { name: 'shallow clone of depth 1', judge: branch, script: `git push -q origin main work && cd "$OUTSIDE" && git clone -q --depth 1 --no-single-branch -b work "file://$OUTSIDE/bare" shallow && cd shallow` },
  { name: 'clone, records not fetched', judge: 'check --base origin/main --head HEAD', script: `git push -q origin main work && git clone -q -b work ../bare "$OUTSIDE/clone" && cd "$OUTSIDE/clone"` },
  { name: 'clone, after drift sync', judge: 'check --base origin/main --head HEAD', script: `git push -q origin main work && git clone -q -b work ../bare "$OUTSIDE/clone" && cd "$OUTSIDE/clone" && drift sync` },
  { name: 'fork, its records not fetched', judge: 'check --base origin/main --head HEAD', script: `git push -q origin main work && git clone -q --bare ../bare "$OUTSIDE/fork" && git clone -q -b work "$OUTSIDE/fork" "$OUTSIDE/clone" && cd "$OUTSIDE/clone"` },
]
