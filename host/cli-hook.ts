// The hook bundle: what git starts. It holds what a decision needs, and nothing of the command line.
import { checks } from '../checks/index.ts'
import { runHook } from '../hooks/main.ts'
import { endWith, here } from './cli-end.ts'
import { runJob } from './cli-run.ts'
import { teller } from './cli-tell.ts'

const colour = process.stderr.isTTY === true && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'
const say = (text: string) => { process.stderr.write(text) }

endWith(runHook(process.argv.slice(3), { cwd: here(), checks, run: runJob, tell: teller(say) }, say, colour))
