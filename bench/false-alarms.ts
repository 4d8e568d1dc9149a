// Whether drift stops honest work: every commit of a real history with a plan made of its own paths must pass, and with one
// path taken out must fail. Run it on a clone that was not made for it: npm run -s bench:false-alarms -- <folder> [commits]
import { commitsBetween } from '../git/log.ts'
import { checks } from '../checks/index.ts'
import type { Change, FileChange, Plan } from '../host/change.ts'
import { resolveConfig } from '../host/config/resolve.ts'
import { listJobs } from '../host/jobs.ts'
import { judge } from '../host/judge.ts'
import { validateConfig } from '../host/validate.ts'
import { openRepository } from '../records/repository.ts'

const [folder = '.', most = '2000'] = process.argv.slice(2)
const opened = await openRepository(folder)
const config = await resolveConfig({ extends: 'drift:recommended' }, { file: 'bench', checks, validate: validateConfig, pack: async () => undefined, text: async () => undefined })
const jobs = listJobs(config, checks, 'ci', ['scope'])
const escaped = (path: string) => path.replace(/[\\*?[\]{}!]|^ | $/g, '\\$&').replace(/^[^\S ]|[^\S ]$/g, (blank) => '?'.repeat(Buffer.byteLength(blank)))

function change(files: readonly FileChange[], allowed: readonly string[]): Change {
  const plan: Plan = {
    id: 'own', digest: '0'.repeat(40), closed: false, standing: { state: 'approved', reason: '', by: [], paths: [] },
    intent: { format_version: 1, id: 'own', title: 'x', goal: 'x', kind: 'feature', risk: 'low', constraints: [], non_goals: [], allowed_files: allowed.map(escaped), denied_files: [], acceptance: [] },
    test_contract: { format_version: 1, gates: [], locked_files: [] }, commit_plan: { format_version: 1, units: [] },
  }
  return { stage: 'ci', extent: 'commit', files, bound: 'plan', because: 'plan own', plans: [plan], also: [], elsewhere: [], faults: [], policy: { plans: config.plans, approval: config.approval }, seen: {} }
}

const passes = async (one: Change) => (await judge([one], jobs, { repository: opened, tools: [], kinds: [], compared: () => Promise.reject(new Error('no check here compares configs')) })).every(({ status }) => status === 'passed')

let judged = 0
const alarms: string[] = []
const missed: string[] = []
for (const { commit, parents, files } of await commitsBetween([], 'HEAD', opened.place.options, { most: Number(most) })) {
  const named = files.filter(({ bytes }) => bytes === undefined)
  if (parents.length > 1 || named.length === 0 || named.length < files.length || named.some(({ path }) => path.startsWith(config.plans.dir))) continue
  judged++
  const paths = named.map(({ path }) => path)
  if (!await passes(change(named, paths))) alarms.push(commit)
  // A path that follows from another one (a lock file beside its manifest) is allowed with it.
  const [first, ...rest] = paths
  if (!/(^|\/)(package-lock\.json|yarn\.lock|pnpm-lock\.yaml|go\.sum|Cargo\.lock|[^/]*\.lock|[^/]*lock\.json)$/.test(first!) && await passes(change(named, rest))) missed.push(commit)
}
opened.close()
console.log(`${judged} commits: ${alarms.length} stopped though their plan names every path, ${missed.length} let in though their plan lacks one`)
for (const commit of [...alarms, ...missed].slice(0, 10)) console.log(`  ${commit}`)
process.exitCode = judged > 0 && alarms.length + missed.length === 0 ? 0 : 1
