// limit 600 s: every CI file that init writes, and what the package gives to CI systems, is parsed and its line is run.
import { chmodSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse, parseAllDocuments } from 'yaml'
import { protectedPaths } from '../../checks/never-auto-approve.ts'
import { matches } from '../../host/globs.ts'
import { ciNames } from '../../commands/init-ci.ts'
import { driftRoot, repository, type Repository, type Said } from '../support/repository.ts'

const { version } = JSON.parse(readFileSync(join(driftRoot, 'package.json'), 'utf8')) as { version: string }
const text = (path: string) => readFileSync(join(driftRoot, path), 'utf8')

type Yaml = any

/** Where the file is, where in it the line stands, and what of the system's environment a pull request brings. */
interface System {
  readonly path: string
  line(file: Yaml, raw: string): string
  env(about: { readonly head: string; readonly root: string }): string
}

const event = (name: string) => `GITHUB_ACTIONS=true GITHUB_EVENT_NAME=${name} GITHUB_EVENT_PATH="$OUTSIDE/event"`

const systems: Readonly<Record<string, System>> = {
  github: { path: '.github/workflows/drift.yml', line: (file) => file.jobs.drift.steps.at(-1).run, env: () => event('pull_request') },
  gitea: { path: '.gitea/workflows/drift.yml', line: (file) => file.jobs.drift.steps.at(-1).run, env: () => `GITEA_ACTIONS=true ${event('pull_request')}` },
  forgejo: { path: '.forgejo/workflows/drift.yml', line: (file) => file.jobs.drift.steps.at(-1).run, env: () => `FORGEJO_ACTIONS=true GITEA_ACTIONS=true ${event('pull_request')}` },
  gitlab: { path: '.gitlab/ci/drift.yml', line: (file) => file.drift.script.join('\n'), env: ({ head }) => `GITLAB_CI=true CI_MERGE_REQUEST_IID=7 CI_MERGE_REQUEST_TARGET_BRANCH_NAME=main CI_COMMIT_SHA=${head}` },
  bitbucket: { path: 'bitbucket-pipelines.yml', line: (file) => file.pipelines['pull-requests']['**'][0].step.script.join('\n'), env: ({ head }) => `BITBUCKET_BUILD_NUMBER=1 BITBUCKET_PR_ID=7 BITBUCKET_PR_DESTINATION_BRANCH=main BITBUCKET_COMMIT=${head.slice(0, 12)}` },
  circleci: { path: '.circleci/config.yml', line: (file) => file.jobs.drift.steps.at(-1).run.command, env: ({ head }) => `CIRCLECI=true CIRCLE_BRANCH=work CIRCLE_SHA1=${head}` },
  azure: { path: 'azure-pipelines-drift.yml', line: (file) => file.steps.at(-1).script, env: ({ head, root }) => `AGENT_TEMPDIRECTORY="$OUTSIDE/tmp/azure" BUILD_SOURCESDIRECTORY="${root}" TF_BUILD=True BUILD_REASON=PullRequest SYSTEM_PULLREQUEST_TARGETBRANCH=main SYSTEM_PULLREQUEST_SOURCECOMMITID=${head}` },
  // Buildkite puts variables in when the pipeline is uploaded: a dollar that the shell shall see stands twice.
  buildkite: { path: '.buildkite/pipeline.yml', line: (file) => { assert.not.match(file.steps[0].command.replaceAll('$$', ''), /\$/); return file.steps[0].command.replaceAll('$$', '$') }, env: ({ head }) => `BUILDKITE=true BUILDKITE_PULL_REQUEST=7 BUILDKITE_PULL_REQUEST_BASE_BRANCH=main BUILDKITE_COMMIT=${head}` },
  woodpecker: { path: '.woodpecker/drift.yml', line: (file) => file.steps[0].commands.join('\n'), env: ({ head }) => `CI=woodpecker CI_PIPELINE_EVENT=pull_request CI_COMMIT_TARGET_BRANCH=main CI_COMMIT_SHA=${head}` },
  drone: { path: '.drone.yml', line: (file) => file.steps[0].commands.join('\n'), env: ({ head }) => `DRONE=true DRONE_BUILD_EVENT=pull_request DRONE_TARGET_BRANCH=main DRONE_COMMIT_SHA=${head}` },
  jenkins: { path: 'Jenkinsfile', line: (_, raw) => /^ *sh '([^']+)'$/m.exec(raw)![1]!, env: () => 'JENKINS_URL=x CHANGE_ID=7 CHANGE_TARGET=main' },
  travis: { path: '.travis.yml', line: (file) => file.script.join('\n'), env: ({ head }) => `TRAVIS=true TRAVIS_EVENT_TYPE=pull_request TRAVIS_PULL_REQUEST=7 TRAVIS_BRANCH=main TRAVIS_PULL_REQUEST_SHA=${head}` },
  semaphore: { path: '.semaphore/semaphore.yml', line: (file) => file.blocks[0].task.jobs[0].commands.at(-1), env: ({ head }) => `SEMAPHORE=true SEMAPHORE_GIT_REF_TYPE=pull-request SEMAPHORE_GIT_BRANCH=main SEMAPHORE_GIT_PR_SHA=${head}` },
  cirrus: { path: '.cirrus.yml', line: (file) => file.drift_task.drift_script, env: ({ head }) => `CIRRUS_CI=true CIRRUS_PR=7 CIRRUS_BASE_BRANCH=main CIRRUS_CHANGE_IN_REPO=${head}` },
  appveyor: { path: 'appveyor.yml', line: (file) => file.test_script[0].sh, env: ({ head }) => `APPVEYOR=True APPVEYOR_PULL_REQUEST_NUMBER=7 APPVEYOR_REPO_BRANCH=main APPVEYOR_PULL_REQUEST_HEAD_COMMIT=${head}` },
}

/**
 * A repository with a remote whose `work` holds one commit inside of an approved plan and, `outside`, one that is not; checked
 * out as CI does. Its npx gives the built drift for `git-drift@<this version>` alone, and only in an empty folder.
 */
function job(outside: boolean, names: readonly string[]): { readonly made: Repository; readonly root: string, run(script: string, env: string): Said } {
  const made = repository()
  const sh = (script: string) => { const said = made.sh(script); assert.is(said.code, 0, `${script}\n${said.stdout}${said.stderr}`) }
  sh(`git init -q --bare "$OUTSIDE/bare" && git remote add origin "file://$OUTSIDE/bare" && drift init --yes --no-hooks ${names.map((name) => `--ci ${name}`).join(' ')} && drift plan new x --id p --allow 'src/**' && drift approve p --yes && git push -q origin main && git switch -q -c work && git add .drift && git commit -q -m 'Plan x' && mkdir src && echo 1 > src/a && git add src && git commit -q -m 'feat: a' -m 'Plan-Id: p'`)
  // What a change could bring to be run in drift's place.
  for (const [path, content] of [['.npmrc', 'registry=http://127.0.0.1:1/\n'], ['node_modules/.bin/git-drift', '#!/bin/sh\nexit 0\n'], ['node_modules/git-drift/package.json', '{"name":"git-drift","version":"0.1.0","bin":"x"}']] as const) if (outside) made.write(path, content)
  if (outside) sh('git add -f -A && git commit -q -m "feat: my own drift" -m "Plan-Id: p"')
  sh('git push -q origin work "refs/notes/*:refs/notes/*" && git clone -q --depth 1 --branch work "file://$OUTSIDE/bare" "$OUTSIDE/job"')
  const head = made.git('rev-parse', 'work')
  writeFileSync(join(made.outside, 'event'), JSON.stringify({ pull_request: { number: 7, user: { login: 'ada' }, base: { ref: 'main', sha: made.git('rev-parse', 'main') }, head: { ref: 'work', sha: head } } }))
  const bin = join(made.outside, 'bin')
  mkdirSync(bin)
  mkdirSync(join(made.outside, 'tmp', 'azure'), { recursive: true })
  writeFileSync(join(bin, 'npx'), `#!/bin/sh\n[ "$1 $2" = "--yes git-drift@${version}" ] || { echo "npx was asked for: $*" >&2; exit 9; }\n[ -z "$(ls -A)" ] || { echo "npx was not run in an empty folder" >&2; exit 9; }\nshift 2\nexec '${process.execPath}' '${join(driftRoot, 'dist', 'drift.cjs')}' "$@"\n`)
  chmodSync(join(bin, 'npx'), 0o755)
  const root = join(made.outside, 'job')
  return { made, root, run: (script, env) => made.sh(`cd "$OUTSIDE/job" && PATH="$OUTSIDE/bin:$PATH" && TMPDIR="$OUTSIDE/tmp" && export PATH TMPDIR ${env} && ${script}`) }
}

const names = Object.keys(systems)

test('every system that init writes a file for is in this test; templates/ci holds no other', () => {
  assert.equal(ciNames.filter((name) => !['codebuild', 'teamcity', 'gerrit'].includes(name)).sort(), [...names].sort())
  assert.equal(readdirSync(join(driftRoot, 'templates/ci')).map((name) => name.replace(/\.\w+$/, '')).sort(), [...names].sort())
})

for (const outside of [false, true]) {
  test(`each file's line, run in a clone of depth 1: ${outside ? 'a change that brings a drift of its own fails' : 'an approved change passes'}`, () => {
    const { made, root, run } = job(outside, names)
    const head = made.git('rev-parse', 'work')
    for (const name of names) {
      const { path, line, env } = systems[name]!
      const raw = readFileSync(join(made.root, path), 'utf8')
      assert.not.match(raw, /\{\{/, name)
      const { code, stdout, stderr } = run(line(path.endsWith('.yml') ? parse(raw) : undefined, raw), env({ head, root }))
      assert.is(code, outside ? 1 : 0, `${name}: ${stdout}${stderr}`)
      // On GitHub the report goes where its annotations are read.
      assert.match(stdout + stderr, outside ? /drift: never-auto-approve: \.npmrc is protected/ : /drift: passed over [23] commits/, name)
    }
    made.dispose()
  })
}

test('each line in README.md and docs that fetches drift for CI does it in an empty folder, where the change brings no other', () => {
  const pages = ['README.md', ...readdirSync(join(driftRoot, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)]
  const lines = pages.flatMap((page) => text(page).split('\n').filter((line) => /git-drift@\S+ ci/.test(line)).map((line) => `${page}: ${line}`))
  assert.ok(lines.length >= 4)
  for (const line of lines) assert.ok(line.includes(`cd "$(mktemp -d)" && npx --yes git-drift@${version} ci -C "$OLDPWD"`), line)
})

test('each file is protected by default, so that no change can take drift out of CI', () => {
  for (const { path } of Object.values(systems)) assert.ok(matches(protectedPaths, { path }), path)
})

test('the workflow for GitHub: read only, at the events that a gate needs, with all of history', () => {
  const file = parse(text('templates/ci/github.yml').replaceAll('{{branch}}', 'main')) as Yaml
  assert.equal(file.permissions, { contents: 'read' })
  assert.equal(Object.keys(file.on), ['pull_request', 'merge_group', 'push'])
  assert.ok(file.on.pull_request.types.includes('edited') && file.on.pull_request.types.includes('synchronize'))
  assert.equal(file.on.push.branches, ['main'])
  assert.is(file.jobs.drift.steps[0].with['fetch-depth'], 0)
  assert.not.match(text('templates/ci/github.yml'), /\$\{\{/)
})

test('the composite action: its inputs are never pasted into a script, and are what they should be or nothing runs', () => {
  const { inputs, runs: { steps: [step] } } = parse(text('action.yml')) as Yaml
  assert.is(inputs.version.default, version)
  assert.not.match(step.run, /\$\{\{/)
  assert.equal(Object.values(step.env), ['${{ inputs.version }}', '${{ inputs.args }}'])
  const { made, run } = job(false, [])
  const asked = (typed: string, args: string) => run(`cat > "$OUTSIDE/script" <<'END'\n${step.run}\nEND\nbash --noprofile --norc -eo pipefail "$OUTSIDE/script"; code=$?; rm -f "$OUTSIDE/script"; exit $code`, `INPUT_VERSION='${typed}' INPUT_ARGS='${args}' ${event('pull_request')}`)
  const fine = asked(version, '--format json\n--output ../said.json')
  assert.is(fine.code, 0, fine.stderr)
  assert.is(JSON.parse(made.sh('cat "$OUTSIDE/said.json"').stdout).verdict, 'passed')
  for (const typed of ['latest', '0.1', '', '0.1.0; touch ../pwned', '0.1.0 --registry=x', '$(touch ../pwned)', '0.1.0\n']) {
    const { code, stderr } = asked(typed, '')
    assert.is(code, 2, `${JSON.stringify(typed)}: ${stderr}`)
    assert.match(stderr, /must be an exact version/)
  }
  const { code } = asked(version, '; touch ../pwned $(touch ../pwned) `touch ../pwned`')
  assert.is(code, 2)
  assert.is(made.sh('test -e "$OUTSIDE/pwned"').code, 1)
  made.dispose()
})

test("the component for GitLab's catalog: a header with inputs, and a job that uses no others", () => {
  const [header, body, ...more] = parseAllDocuments(text('templates/drift.yml')).map((document) => { assert.equal(document.errors, []); return document.toJS() as Yaml })
  assert.is(more.length, 0)
  const { inputs } = header.spec
  assert.is(inputs.version.default, version)
  const used = [...text('templates/drift.yml').matchAll(/\$\[\[ inputs\.(\w+) \]\]/g)].map(([, name]) => name!)
  assert.equal([...new Set(used)].sort(), Object.keys(inputs).sort())
  for (const [name, good, bad] of [['version', ['0.1.0', '1.2.3-rc.1'], ['latest', '0.1.0; x', '0.1']], ['args', ['', '--format gitlab --output a/b.json'], ['; x', '$(x)', 'a\nb', '`x`', '& x']]] as const) {
    const pattern = new RegExp(inputs[name].regex)
    for (const value of good) assert.ok(pattern.test(value), value)
    for (const value of bad) assert.not(pattern.test(value), value)
  }
  const script = body.drift.script.join('\n').replace(/\$\[\[ inputs\.(\w+) \]\]/g, (_: string, name: string) => inputs[name].default)
  const { made, run } = job(false, [])
  const { code, stderr } = run(script, systems['gitlab']!.env({ head: made.git('rev-parse', 'work'), root: '' }))
  assert.is(code, 0, stderr)
  made.dispose()
})

test('the manifest for pre-commit: each entry is a hook that blocks what it should', () => {
  const hooks = parse(text('.pre-commit-hooks.yaml')) as Yaml
  assert.equal(hooks.map(({ id, stages }: Yaml) => [id, stages]), [['drift-pre-commit', ['pre-commit']], ['drift-commit-msg', ['commit-msg']]])
  const { made } = job(false, [])
  const said = (script: string) => made.sh(script)
  assert.is(said(`drift start p && echo t > t && git add t && ${hooks[0].entry}`).code, 1)
  assert.is(said(`git reset -q && rm t && echo 2 > src/a && git add src && ${hooks[0].entry}`).code, 0)
  made.write('../outside/message', 'feat: b\n\nPlan-Id: nope\n')
  assert.is(said(`${hooks[1].entry} "$OUTSIDE/message"`).code, 1)
  made.write('../outside/message', 'feat: b\n')
  assert.is(said(`${hooks[1].entry} "$OUTSIDE/message" && grep -q 'Plan-Id: p' "$OUTSIDE/message"`).code, 0)
  made.dispose()
})

test.run()
