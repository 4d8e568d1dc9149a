// The sh program that stands in a hooks folder. Builtins alone, for dash, bash --posix and busybox ash: a hook may run
// with a bare PATH, and a GUI starts git without the user's shell set-up. dash's echo eats backslashes: printf.
import { DriftError } from '../host/error.ts'
import { sealBlock, sealHook } from './marks.ts'

/** The git hooks that drift stands in. */
export const hookEvents = ['pre-commit', 'commit-msg', 'pre-push'] as const
export type HookEvent = (typeof hookEvents)[number]

/** Where this machine has node and drift's hook bundle: absolute paths. */
export interface Tools {
  readonly node: string
  readonly bundle: string
}

/** One word of sh. Throws DriftError (exit 2) for a path that no line of sh or of `drift/paths` can hold. */
export function shellWord(path: string): string {
  if (/[\n\r\0]/.test(path)) throw new DriftError(`the path ${JSON.stringify(path)} holds a line break`, 'Move the repository, node or git-drift to a folder without one.')
  return `'${path.replaceAll("'", "'\\''")}'`
}

/**
 * The whole text of the installed hook. Without paths it reads them from `drift/paths` in the common git directory:
 * for a hooks folder that may be committed, where one machine's paths are no use to another.
 */
export function hookProgram({ event, node, bundle }: { readonly event: HookEvent } & Partial<Tools>): string {
  const tools = node === undefined || bundle === undefined ? readTools : `node=${shellWord(node)}\nbundle=${shellWord(bundle)}\n`
  return sealHook(`# Written by git-drift init; git-drift uninstall takes it away.\n\n${earlierHook(event)}\n${tools}\n${search(event)}${complaint(event, 'delete %s')}`)
}

/**
 * The same as a block of a husky file, which is committed and run by `sh -e`. It stands last, where lint-staged has
 * done its work; only pre-push stands first: another line may eat what is pushed, and no input looks like no push.
 */
export function huskyBlock(event: HookEvent): string {
  const judge = `(\n${toTheRoot}${readTools}`
  const rest = `${search(event)}${complaint(event, 'cut the drift block out of %s')}`
  if (event !== 'pre-push') return sealBlock(`${judge}${rest}) || exit $?\n`)
  return sealBlock(`# What is pushed is told on stdin, once: read here, judged, handed on to the lines below.\n${readLines}${judge}${giveLines}${rest}) || exit $?\n${giveLines}`)
}

/** Where the program for hook managers stands, from the root of the worktree. */
export const managedFile = '.drift/hook.sh'

/**
 * The program that hook managers run: `sh .drift/hook.sh <git hook> [args…]`, or, in a file of git's hooks folder where lines
 * follow that want to know what is pushed, `. ./.drift/hook.sh`. Committed, so that a manager's file says little.
 */
export function managedProgram(): string {
  const any = '"$drift_event"'
  return sealHook(`# Written by git-drift init; git-drift uninstall takes it away. A hook manager runs it: its file says how.

drift_event=\${0##*/}
if [ "$drift_event" = hook.sh ]; then drift_event=\${1-}; shift; fi
if [ "$drift_event" = pre-push ]; then
# What is pushed is told on stdin, once: read here, judged, handed on to the lines below.
${readLines}${fromPreCommit}fi
(
${toTheRoot}${readTools}${giveLines}${search(any)}${complaint(any, 'take %s out of the file of your hook manager', managedFile)}) || exit $?
${giveLines}unset drift_event
`)
}

// pre-commit reads what is pushed itself, and tells of it in variables: one ref, and none where it pushes nothing new. Where
// the whole history is pushed, not even the commit.
const fromPreCommit = `if [ -z "\${drift_lines-}" ] && [ "\${PRE_COMMIT-}" = 1 ] && [ -n "\${PRE_COMMIT_REMOTE_BRANCH-}" ]; then
  to=\${PRE_COMMIT_TO_REF:-$(git rev-parse --verify "$PRE_COMMIT_LOCAL_BRANCH^{commit}")} || exit 3
  drift_lines="$PRE_COMMIT_LOCAL_BRANCH $to $PRE_COMMIT_REMOTE_BRANCH \${PRE_COMMIT_FROM_REF:-0000000000000000000000000000000000000000}"
  set -- "\${PRE_COMMIT_REMOTE_NAME-}" "\${PRE_COMMIT_REMOTE_URL-}"
fi
`

const toTheRoot = `# A line above may have gone to a subfolder.
while [ ! -e .git ] && [ "$PWD" != / ]; do cd ..; done
`

// A here-document ends its last line by itself, so the lines are joined, not ended.
const readLines = `unset drift_lines
while IFS= read -r drift_line || [ -n "$drift_line" ]; do
  drift_lines=\${drift_lines+$drift_lines
}$drift_line
done
`
const giveLines = `if [ -n "\${drift_lines-}" ]; then
exec <<END
$drift_lines
END
fi
`

// An earlier hook may run drift's again: pre-commit moves what it finds to pre-commit.legacy and runs that. DRIFT_EARLIER
// ends the round (commitlore#422 went it 1,240 times).
function earlierHook(event: HookEvent): string {
  const run = `DRIFT_EARLIER="${event} $PWD" "$kept" "$@" || exit $?\n`
  return `# The hook that stood here earlier goes first. Not under DRIFT_FIRE: drift doctor fires drift's part alone.
kept=\${0%/*}/${event}.before-drift
if [ -z "\${DRIFT_FIRE-}" ] && [ "\${DRIFT_EARLIER-}" != "${event} $PWD" ] && [ -f "$kept" ] && [ -x "$kept" ]; then
${event === 'pre-push' ? `# What is pushed is told on stdin, once: read here, given to both.\n${readLines}${giveLines}${run}${giveLines}` : run}fi
`
}

// git sets GIT_DIR for its hooks wherever the git directory is not ./.git itself (linked worktrees, submodules).
const readTools = `# This file may be committed: where this machine has node and drift is written in the git directory.
common=\${GIT_DIR:-.git}
if [ -f "$common" ]; then
  # A hook manager may have taken GIT_DIR away.
  IFS= read -r line <"$common" || :
  common=\${line#gitdir: }
fi
if [ -f "$common/commondir" ]; then
  IFS= read -r line <"$common/commondir"
  case $line in /* | ?:*) common=$line ;; *) common=$common/$line ;; esac
fi
node= bundle=
if [ -f "$common/drift/paths" ]; then
  { IFS= read -r node && IFS= read -r bundle; } <"$common/drift/paths" || bundle=
fi
`

// The worktree's own drift wins: it is the one its lock file names.
const search = (event: string): string => `if command -v node >/dev/null 2>&1; then
  node=node
else
  for node in "$node" "\${HOME-}/.volta/bin/node" /usr/local/bin/node /opt/homebrew/bin/node ''; do
    if [ -f "$node" ] && [ -x "$node" ]; then break; fi
  done
fi
for bundle in ./node_modules/git-drift/dist/hook.cjs "$bundle" ''; do
  if [ -f "$bundle" ]; then break; fi
done
if [ -n "$node" ] && [ -n "$bundle" ]; then
  exec "$node" "$bundle" hook ${event} "$@"
fi
if [ -n "$node" ] && command -v git-drift >/dev/null 2>&1; then
  # git-drift is found on PATH and looks for node there itself.
  case $node in */*) PATH=\${node%/*}:$PATH && export PATH ;; esac
  exec git-drift hook ${event} "$@"
fi
`

const complaint = (event: string, leave: string, what = '"$0"'): string => `if [ -n "$node" ]; then
  printf 'drift: %s: git-drift was not found, so nothing could be judged\\n  fix: npm ci, or where git-drift is no dependency: npx git-drift init; to do without drift, ${leave}\\n' ${event} ${what} >&2
else
  printf 'drift: %s: node was not found, so nothing could be judged\\n  fix: Install Node.js 20.19 or newer, or put its folder on PATH, then: npx git-drift init; to do without drift, ${leave}\\n' ${event} ${what} >&2
fi
exit 1
`
