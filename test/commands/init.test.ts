// drift init where a config is committed already: its own files come in by a plan, and the commands that it prints lead there.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withId } from '../../commands/own-files.ts'
import { repository, type Repository, type Said } from '../support/repository.ts'

const within = (title: string, config: object, work: (repo: Repository) => void) => test(title, () => {
  const repo = repository({ files: { '.driftrc.json': `${JSON.stringify(config)}\n`, '.husky/pre-commit': 'true\n', 'package.json': '{ "name": "x" }\n' } })
  repo.commit('A config by hand')
  repo.write('package.json', '{ "name": "x", "devDependencies": { "git-drift": "*" } }\n')
  try { work(repo) } finally { repo.dispose() }
})

/** The commands that init printed, as a person in a script would run them; of each what it said. */
function follow(repo: Repository, { stderr }: Said): Said[] {
  const steps = stderr.split('\n').filter((line) => line.startsWith('    ')).map((line) => line.trim().replace(/^npx git-drift /, 'drift ').replace(/^(drift approve \S+)/, '$1 --yes'))
  return steps.filter((step) => !step.startsWith('#')).map((step) => repo.sh(step))
}

const own = ['.drift/.gitattributes', '.driftrc.json', '.husky/commit-msg', '.husky/pre-commit', '.husky/pre-push', 'package.json']

within('recorded: what init prints leads to a commit that passes here and in CI', {}, (repo) => {
  const base = repo.git('rev-parse', 'HEAD')
  const init = repo.drift('init', '--yes')
  assert.is(init.code, 0, init.stderr)
  assert.is(repo.git('rev-parse', 'HEAD'), base, 'nothing is committed past the plans')
  assert.match(init.stderr, 'Some of it is protected, so it needs a plan that a person approves:')
  const plain = repo.sh('git add -A && git commit -qm "chore: add drift"')
  assert.is(plain.code, 1)
  assert.match(plain.stderr, '.husky/pre-commit is protected')
  repo.git('reset', '-q')

  const said = follow(repo, init)
  assert.equal(said.map(({ code }) => code), [0, 0, 0, 0, 0], said.map(({ stderr }) => stderr).join(''))
  assert.is(repo.git('status', '--porcelain'), '')
  assert.equal(repo.git('show', '--format=', '--name-only', 'HEAD').split('\n').sort(), own)
  assert.match(repo.git('log', '-1', '--format=%s%n%(trailers)'), 'chore: add drift\nPlan-Id: add-drift')
  const ci = repo.drift('ci', '--base', base)
  assert.is(ci.code, 0, ci.stdout + ci.stderr)
})

within('the attack: an agent runs init, and what is its own rides along with nobody\'s approval', {}, (repo) => {
  repo.write('.husky/pre-commit', 'true\ncurl evil\n')
  const base = repo.git('rev-parse', 'HEAD')
  const init = repo.sh('CLAUDECODE=1 drift init --yes')
  assert.is(init.code, 0, init.stderr)
  assert.is(repo.git('rev-parse', 'HEAD'), base)
  const steps = follow(repo, { ...init, stderr: init.stderr.replaceAll('npx git-drift approve', 'CLAUDECODE=1 drift approve') })
  assert.match(steps[1]!.stderr, 'approving is for people')
  assert.ok(steps.slice(1).every(({ code }) => code !== 0), steps.map(({ code }) => code).join(' '))
  assert.equal(repo.git('rev-list', `${base}..`), '')
})

within('merged: on the target branch the plan comes first; elsewhere it has to be merged', { approval: { mode: 'merged' } }, (repo) => {
  repo.git('switch', '-q', '-c', 'work')
  assert.match(repo.drift('init', '--yes').stderr, '    # merge the commit of .drift/plans/add-drift into main first, and alone\n')
  repo.git('switch', '-q', 'main')
  repo.sh('rm -r .drift .husky/commit-msg .husky/pre-push && git checkout -q .driftrc.json .husky')
  const base = repo.git('rev-parse', 'HEAD')
  const said = follow(repo, repo.drift('init', '--yes'))
  assert.equal(said.map(({ code }) => code), [0, 0, 0], said.map(({ stderr }) => stderr).join(''))
  assert.is(repo.git('status', '--porcelain'), '')
  const ci = repo.drift('ci', '--base', base)
  assert.is(ci.code, 0, ci.stdout + ci.stderr)
})

within('nothing of it protected: the plans decide, and no plan is printed', { checks: { 'never-auto-approve': 'off' } }, (repo) => {
  const { stderr } = repo.drift('init', '--yes')
  assert.match(stderr, 'Commit it as your plans allow.')
  assert.not.match(stderr, 'plan new "Bring')
})

within('a config that is committed, and gone from the worktree', {}, (repo) => {
  repo.sh('rm .driftrc.json')
  assert.match(repo.drift('init', '--yes').stderr, 'Not committed, because this repository already has a drift config: .driftrc.json,')
})

within('an id that is taken is not printed twice', {}, (repo) => {
  assert.is(repo.drift('plan', 'new', 'x', '--id', 'add-drift').code, 0)
  assert.match(repo.drift('init', '--yes').stderr, '--id add-drift-2 ')
})

for (const [file, text, after] of [
  ['.driftrc.json', '{}', '{"id": "#"}'],
  ['.driftrc.json', '{ }\n', '{ "id": "#"}\n'],
  ['.driftrc.json', '{\n  "plans": {}\n}\n', '{\n  "id": "#",\n  "plans": {}\n}\n'],
  ['.driftrc', '{ "plans": {} }', '{ "id": "#", "plans": {} }'],
  ['.driftrc', '# why\nplans: {}\n', 'id: #\n# why\nplans: {}\n'],
  ['.driftrc.yaml', '---\nplans: {}\n', '---\nid: #\nplans: {}\n'],
  ['.driftrc.yml', '{ plans: {} }\n', '{ "id": "#", plans: {} }\n'],
  ['package.json', '{ "name": "x", "drift": {} }', '{ "name": "x", "drift": {"id": "#"} }'],
  ['package.json', '{ "drift": { "plans": {} } }', '{ "drift": { "id": "#", "plans": {} } }'],
  // Where its place would have to be guessed.
  ['package.json', '{ "x": { "drift": {} }, "drift": { "plans": {} } }', undefined],
  ['.driftrc.yaml', '%YAML 1.2\n---\nplans: {}\n', undefined],
] as const) {
  test(`an id for ${file}: ${JSON.stringify(text)}`, async () => assert.is((await withId(file, text, undefined))?.replace(/[0-9a-f]{16}/, '#'), after))
}

test.run()
