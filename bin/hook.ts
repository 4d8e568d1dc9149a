// What git starts.
import { stagedArgs, startMute, type MuteGit } from '../git/start.ts'
import { launch } from './launch.ts'

const hook = /^(pre-commit|commit-msg|pre-push)$/.exec(process.argv[3] ?? '')?.[0] ?? 'other'
let staged: MuteGit | undefined
// What takes git longest runs while the judge is loaded.
const ahead = () => { if (hook === 'pre-commit' || hook === 'commit-msg') staged = startMute(stagedArgs('HEAD'), { cwd: '.' }) }

if (launch('judge', hook, ahead)) module.exports.judge(staged)
