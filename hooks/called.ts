// What git's user is told of how to call drift. Findings say `drift …`, as it is known; whoever commits has not called drift
// and may have it in node_modules alone.
import { existsSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'

/**
 * A line for the end of what a hook says, where that names a command of drift and no shell would find it: `npx git-drift`
 * runs the one that is installed, and fetches no stranger where none is.
 */
export function howToCall(said: string, path: string | undefined): string {
  if (!/^ {2}fix: .*(?<![\w/-]|npx )drift [a-z]/m.test(said) || isFound(path ?? '')) return ''
  return '  (drift is not on PATH here; call it like this: npx git-drift …)\n'
}

/** Whether a shell of the user finds drift. husky and package managers put node_modules/.bin on the PATH of what they run alone. */
function isFound(path: string): boolean {
  const folders = path.split(delimiter).filter((folder) => isAbsolute(folder) && !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder))
  return folders.some((folder) => ['drift', 'drift.cmd', 'drift.exe'].some((name) => existsSync(join(folder, name))))
}
