// What `drift init --ci` writes: one file a CI system, from templates/ci. A file that is there is never changed: what it lacks is told.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DriftError } from '../host/error.ts'
import type { OwnFile } from './own-files.ts'

declare const DRIFT_VERSION: string

interface CiFile {
  /** Below templates/ci. */
  readonly template: string
  /** Where the CI system looks for it. */
  readonly path: string
  /** Files beside which it would not be read, or would hide them. */
  readonly unless?: readonly string[]
  /** What is left to do by hand. */
  readonly next: string
}

const require = 'Require the check "drift" in the protection rules of the branch.'

const files = {
  github: { template: 'github.yml', path: '.github/workflows/drift.yml', next: require },
  gitea: { template: 'gitea.yml', path: '.gitea/workflows/drift.yml', next: require },
  forgejo: { template: 'forgejo.yml', path: '.forgejo/workflows/drift.yml', next: require },
  gitlab: { template: 'gitlab.yml', path: '.gitlab/ci/drift.yml', next: 'Let .gitlab-ci.yml hold: include: [{ local: .gitlab/ci/drift.yml }]. Then require pipelines to succeed (Settings, Merge requests).' },
  bitbucket: { template: 'bitbucket.yml', path: 'bitbucket-pipelines.yml', next: 'Require a successful build in the merge checks of the branch.' },
  circleci: { template: 'circleci.yml', path: '.circleci/config.yml', next: require },
  azure: { template: 'azure.yml', path: 'azure-pipelines-drift.yml', next: 'Make a pipeline of that file; in Azure Repos add it to the branch policies as a build validation.' },
  buildkite: { template: 'buildkite.yml', path: '.buildkite/pipeline.yml', unless: ['.buildkite/pipeline.yaml', '.buildkite/pipeline.json', 'buildkite.yml'], next: require },
  // A folder .woodpecker would hide the single file.
  woodpecker: { template: 'woodpecker.yml', path: '.woodpecker/drift.yml', unless: ['.woodpecker.yml', '.woodpecker.yaml'], next: require },
  drone: { template: 'drone.yml', path: '.drone.yml', next: require },
  jenkins: { template: 'jenkins.groovy', path: 'Jenkinsfile', next: require },
  travis: { template: 'travis.yml', path: '.travis.yml', next: require },
  semaphore: { template: 'semaphore.yml', path: '.semaphore/semaphore.yml', next: require },
  cirrus: { template: 'cirrus.yml', path: '.cirrus.yml', unless: ['.cirrus.yaml', '.cirrus.star'], next: require },
  appveyor: { template: 'appveyor.yml', path: 'appveyor.yml', unless: ['.appveyor.yml'], next: require },
} as const satisfies Readonly<Record<string, CiFile>>

// Systems whose jobs are set up elsewhere than in a file of the repository, or together with another one.
const line = (version: string) => `cd "$(mktemp -d)" && npx --yes git-drift@${version} ci -C "$OLDPWD"`
const byHand = {
  codebuild: 'Add to the build phase of buildspec.yml, before anything of the change runs; set "Git clone depth" of the source to Full:',
  teamcity: 'Add a command line step, in a configuration that checks out on the agent; for pull requests append --base "origin/%teamcity.pullRequest.target.branch%":',
  gerrit: 'Add a shell step to the job that the Gerrit Trigger plugin starts:',
} as const

/** What `--ci` takes. */
export const ciNames = [...Object.keys(files), ...Object.keys(byHand)] as (keyof typeof files | keyof typeof byHand)[]

/** What the files are made for. */
export interface Aim {
  readonly branch: string
  /** Whether the config wants gates to be proven in CI. */
  readonly provesInCi: boolean
}

/** The files for these systems, and what to tell. `read` gives what lies in the worktree. */
export async function ciFiles(names: readonly (typeof ciNames)[number][], { branch, provesInCi }: Aim, read: (path: string) => Promise<string | undefined>): Promise<{ readonly files: readonly OwnFile[]; readonly told: readonly string[] }> {
  const own: OwnFile[] = []
  const told: string[] = []
  if (names.length > 0 && !/^[\w./-]+$/.test(branch)) throw new DriftError(`the branch ${JSON.stringify(branch)} cannot be put into a CI file as it is`, 'Leave --ci away, and write the file by hand: docs/ci.md shows the line.')
  for (const name of new Set(names)) {
    if (name in byHand) { told.push(`${name}: ${byHand[name as keyof typeof byHand]}\n  ${line(DRIFT_VERSION)}`); continue }
    const { template, path, next, unless = [] }: CiFile = files[name as keyof typeof files]
    const text = readFileSync(join(import.meta.dirname, '..', 'templates', 'ci', template), 'utf8').replaceAll('{{version}}', DRIFT_VERSION).replaceAll('{{branch}}', branch)
    const before = await read(path)
    const there = before === undefined ? await firstOf(unless, read) : path
    if (there === undefined) { own.push({ path, before, after: text }); told.push(`${name}: ${next}`) }
    else if (before !== text) told.push(`${name}: ${there} is there already and stays as it is. Add to it what it lacks of this:\n${text.replace(/^(?=.)/gm, '  ')}${next}`)
  }
  // One call, since a first one without gates could not pass. What gates need is installed by code of the change: by their commands, after all else was judged.
  if (provesInCi && told.length > 0) told.push('The config wants the gates of plans to be proven in CI: add --rerun-gates to the end of that line, let the job check out the head itself, and let the commands of the gates install what they need, since drift judges all else before it runs them (docs/verify.md).')
  return { files: own, told }
}

async function firstOf(paths: readonly string[], read: (path: string) => Promise<string | undefined>): Promise<string | undefined> {
  for (const path of paths) if (await read(path) !== undefined) return path
  return undefined
}
