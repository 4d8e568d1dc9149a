import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { commitsBetween } from '../git/log.ts'
import { countPatches, type PatchCount } from '../git/volumes.ts'
import { ownCommand, type World } from '../host/cli-context.ts'
import type { ReadFile } from '../host/config/read.ts'
import { DriftError, messageOf } from '../host/error.ts'
import { outcomesOf } from '../host/evaluate.ts'
import { guardsOf } from '../host/jobs.ts'
import { planValidators, readPolicy, type Policy } from '../host/policy-in-force.ts'
import { bindRange } from '../host/range.ts'
import type { Commit } from '../host/repository.ts'
import { number, object, optional, text } from '../host/schema.ts'
import { simulatedSchema } from '../host/simulate-schema.ts'
import { simulated, tally, type Judged } from '../host/simulate.ts'
import type { Opened } from '../records/repository.ts'
import { commitOf, inRepository, neededPolicy, worktreeFiles } from './repository.ts'

export default ownCommand({
  path: ['simulate'],
  summary: 'say what a config would have blocked in the past',
  example: 'drift simulate --last 200 --config strict.yaml',
  arguments: object({
    last: optional(number({ min: 1, whole: true, about: 'how many commits up to the head; 500 unless told' })),
    base: optional(text({ about: 'the commits since this revision instead' })),
    head: optional(text({ about: 'up to this one (HEAD unless told)' })),
    config: optional(text({ about: 'judge by this file, or by a preset such as drift:strict, and not by the config that is here' })),
  }),
  prints: simulatedSchema,
  effects: [],

  run: ({ last, base, head, config, json }, { world, print }) => inRepository(world, async (opened) => {
    const policy = config === undefined ? await neededPolicy(opened, world) : await policyOf(config, opened, world)
    const to = await commitOf(opened, head ?? 'HEAD')
    const from = base === undefined ? [] : [await commitOf(opened, base)]
    const commits = await commitsBetween(from, to, opened.place.options, base === undefined ? { most: last ?? 500 } : last === undefined ? {} : { most: last })
    const single = commits.filter(({ parents }) => parents.length < 2)
    if (single.length === 0) throw new DriftError('there are no commits to judge', 'Name a range that has some: --base <rev> --head <rev>', 2)
    // Before its boundary a shallow clone has nothing: the commit there would look as if it had made all files.
    const boundary = opened.shallow ? single.find(({ parents }) => parents.length === 0) : undefined
    if (boundary) throw new DriftError(`the clone is shallow, and what its boundary ${boundary.commit.slice(0, 12)} changed cannot be seen`, 'git fetch --unshallow, or fewer commits: --last <n>', 3)
    const judged: Judged[] = []
    for (let at = 0; at < single.length; at += together) {
      const some = await opened.countCommits(single.slice(at, at + together))
      const repository = await askedOnce(some, to, opened)
      for (const commit of some) judged.push(await judgedAlone(commit, policy, repository, world))
    }
    const told = tally(judged, commits.length - single.length)
    print(json ? { version: 1, config: config ?? policy.file, head: to, ...told } : simulated(told, config ?? policy.file))
    return 0
  }),
})

// So many commits share what git is asked, and no git of theirs runs into its time limit.
const together = 500

/**
 * The same repository, which asks git once for all of these commits, whose lines are counted. Names and attributes hardly
 * change from commit to commit: those of the head serve for all.
 */
async function askedOnce(commits: readonly Commit[], head: string, opened: Opened): Promise<Opened> {
  const listing = await opened.listing(`${head}:`)
  const paths = [...new Set(commits.flatMap(({ files }) => files.map(({ path }) => path)))]
  const attributes = new Map<string, ReturnType<Opened['attributes']>>()
  let volumes: Promise<PatchCount> | undefined
  return {
    ...opened, listing: async () => listing, countCommits: async (all) => all, countLines: async (files) => files,
    attributes: (_, names) => {
      const known = attributes.get(names.join('\0')) ?? opened.attributes(`${head}:`, names, paths)
      attributes.set(names.join('\0'), known)
      return known
    },
    volumes: async (_, __, files) => {
      const count = await (volumes ??= countPatches(commits, opened.place.options))
      return new Map(files.map((file) => [file.path, count.of(file)]))
    },
  }
}

/** A commit as a pull request of its own, judged as CI would, whatever config its tree held. */
async function judgedAlone(commit: Commit, policy: Policy, repository: Opened, world: World): Promise<Judged> {
  const [parent = repository.emptyTree] = commit.parents
  const target = { tip: commit.parents[0], base: commit.parents[0], has: (other: string) => other !== commit.commit }
  const frame = { repository, config: policy.config, stage: 'ci' as const, now: new Date(), validators: planValidators, guards: guardsOf(policy.config, policy.checks), target, actor: commit.author.name }
  const { changes } = await bindRange({ commits: [commit], net: { base: parent, head: commit.commit, files: commit.files }, adopted: async () => true }, frame)
  return { commit: commit.commit, subject: commit.message.subject, because: changes[0]!.because, outcomes: await outcomesOf(changes, policy, 'ci', { repository, run: world.run }) }
}

/** The policy of a preset, or of a file outside of the places where a config stands; packs are those of the worktree. */
async function policyOf(file: string, opened: Opened, world: World): Promise<Policy> {
  const name = /\.json$/.test(file) ? '.driftrc.json' : /\.ya?ml$/.test(file) ? '.driftrc.yaml' : '.driftrc'
  const others = worktreeFiles(opened)
  const read: ReadFile = async (path) => (path === name ? { oid: '', type: 'blob', content: file.startsWith('drift:') ? Buffer.from(JSON.stringify({ extends: file })) : content(resolve(world.cwd, file)) } : path.startsWith('.driftrc') || path === 'package.json' ? undefined : others(path))
  try {
    return (await readPolicy(read, world.checks, opened.root))!
  } catch (error) {
    if (!(error instanceof DriftError)) throw error
    // It was read in the place of a config, and is told of by the name that it has. Names of packs and folders hold no such word.
    const called = (words: string) => words.replace(new RegExp(`(?<![\\w/.-])${name.replaceAll('.', '\\.')}(?=$|[:\\s;,)])`, 'gm'), () => file)
    throw new DriftError(called(error.message), called(error.fix), error.exit, error.detail)
  }
}

function content(file: string): Uint8Array {
  try {
    return readFileSync(file)
  } catch (error) {
    throw new DriftError(`the config ${file} cannot be read: ${messageOf(error)}`, 'Name a file that is there: --config <file>', 2)
  }
}
