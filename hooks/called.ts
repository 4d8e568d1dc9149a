// How drift is called where it lies in node_modules alone. Findings say `drift …`, as it is known; whoever commits has not
// called drift, and whoever calls it by npx has no `drift` either when npx has ended.
import { existsSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

// A command begins the fix, or stands behind a colon, a bracket or another command; elsewhere drift is a word. What stands
// in quotes is somebody's path.
const called = /(?<!\S)'(?:[^']|'\\'')*'|(?<=^ {2}fix: |: |; |\(|&& |, or |, then )drift (?=[a-z])/g

// Where commands are told: a fix, a note, why something was not judged, and what comes next after something went well.
const steps = /^(?: {2}fix|drift: note|drift: \S+: (?:could not judge|skipped)): .*\bdrift [a-z].*$|\b(?:Next|Then, here|A person approves|All of it): drift [a-z].*$/m

/**
 * What is told to people, its fixes, notes and next steps as a shell understands them: where no shell would find `drift` on this PATH, they say
 * `npx git-drift`, which runs the one that is installed and fetches no stranger where none is. Reports on standard output and
 * in files say `drift` always: they are read elsewhere, where this PATH tells nothing, and programs compare them.
 */
export function asCalled(said: string, path: string | undefined): string {
  if (!steps.test(said) || isFound(path ?? '')) return said
  return said.replaceAll(new RegExp(steps, 'gm'), (line) => line.replace(called, (found) => (found === 'drift ' ? 'npx git-drift ' : found)))
}

/** Whether a shell of the user finds drift. husky and package managers put node_modules/.bin on the PATH of what they run alone. */
function isFound(path: string): boolean {
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder) && !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder))
  return folders.some((folder) => ['drift', 'drift.cmd', 'drift.exe'].some((name) => existsSync(join(folder, name))))
}
