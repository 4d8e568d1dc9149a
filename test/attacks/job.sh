# What the commands of attacks may use: a CI job, as a shell sees it. `work` is the branch under way, $BARE the remote.

# Commits $1 files of one letter called by the sed program $2, past the hooks, without a worktree.
heap() {
  one=$(echo x | git hash-object -w --stdin) && seq "$1" | sed "$2; s#^#100644 $one\t#" | git update-index --add --index-info && git commit -q --no-verify -m 'feat: a heap' -m 'Plan-Id: p' && git push -q --no-verify origin work
}

# Commits all of the worktree past the hooks: message $1, in the name of plan $2 (p; `-` for none).
slip() {
  git add -A && if [ "${2-p}" = - ]; then git commit -q --no-verify -m "$1"; else git commit -q --no-verify -m "$1" -m "Plan-Id: ${2-p}"; fi
}

# Pushes the current branch (or $1) as it is, whatever hooks say, and all records.
share() {
  git push -q --no-verify origin "+HEAD:refs/heads/${1-$(git branch --show-current)}" 'refs/notes/drift/*:refs/notes/drift/*'
}

# A fresh clone of the remote with its records, HEAD at the branch $1 (work); without files, which the gate does not need.
job() {
  rm -rf "$OUTSIDE/job" && git clone -q --no-checkout -c 'remote.origin.fetch=+refs/notes/drift/*:refs/notes/drift/*' "$BARE" "$OUTSIDE/job" && cd "$OUTSIDE/job" && git update-ref --no-deref HEAD "refs/remotes/origin/${1-work}"
}

# The same with the files of the branch, for what is loaded from there.
job_with_files() {
  job "$@" && git reset -q --hard
}

# `drift ci` with these arguments; the report is kept for the runner.
judge() {
  drift ci "$@" --format text --format json > "$OUTSIDE/said.json"
}

# The branch $1 (work) against the branch $2 (main), in a fresh clone.
gate() {
  ( job "${1-work}" && judge --base "origin/${2-main}" --head "origin/${1-work}" )
}

# The same as GitHub Actions tells it: a pull request of $1 (work) into $2 (main), opened by $3 (ada); BASE is a base
# that is stale, SENDER who pushed last, WITHOUT a job whose clone has no main, JOB another job than `job`.
pull_request() {
  ( "${JOB-job}" "${1-work}" && event '{"pull_request":{"number":7,"user":{"login":"%s"},"base":{"ref":"%s","sha":"%s"},"head":{"ref":"%s","sha":"%s"}},"sender":{"login":"%s"}}' "${3-ada}" "${2-main}" "${BASE-$(git rev-parse "refs/remotes/origin/${2-main}")}" "${1-work}" "$(git rev-parse "refs/remotes/origin/${1-work}")" "${SENDER-${3-ada}}" && { [ -z "${WITHOUT-}" ] || git update-ref -d refs/remotes/origin/main; } && github pull_request )
}

# A merge queue: from commit $1 to commit $2.
merge_group() {
  ( job "$2" && event '{"merge_group":{"base_sha":"%s","head_sha":"%s"}}' "$(git rev-parse "$1")" "$(git rev-parse "refs/remotes/origin/$2")" && github merge_group )
}

# A push to the branch $1, which stood at commit $2 before.
push_event() {
  ( job "$1" && event '{"ref":"refs/heads/%s","before":"%s","after":"%s","repository":{"default_branch":"main"}}' "$1" "$2" "$(git rev-parse "refs/remotes/origin/$1")" && github push )
}

# Runs the rest, and fails with 124 where that took more than $1 seconds.
in_time() {
  most=$1 began=$(date +%s) && shift
  "$@"; code=$?
  [ $(( $(date +%s) - began )) -le "$most" ] || { echo "it took more than $most s"; code=124; }
  return $code
}

# Takes an object out of the clone.
lose() {
  for pack in .git/objects/pack/*.pack; do [ -f "$pack" ] && mv "$pack" .git/pack && rm -f "${pack%.pack}".* && git unpack-objects -q < .git/pack && rm -f .git/pack; done; rm -f ".git/objects/$(printf %s "$1" | cut -c1-2)/$(printf %s "$1" | cut -c3-)"
}

event() { printf "$@" > "$OUTSIDE/event"; }
github() { GITHUB_ACTIONS=true CI=true GITHUB_EVENT_NAME="$1" GITHUB_EVENT_PATH="$OUTSIDE/event" judge; }
