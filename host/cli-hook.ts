// The hook bundle: what git starts. It holds what a decision needs, and nothing of the command line.
import { checks } from '../checks/index.ts'
import { runHook } from '../hooks/main.ts'
import { runJob } from './cli-run.ts'

const colour = process.stderr.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'

void runHook(process.argv.slice(3), { cwd: process.cwd(), checks, run: runJob }, (text) => process.stderr.write(text), colour).then((code) => {
  process.exitCode = code
})
