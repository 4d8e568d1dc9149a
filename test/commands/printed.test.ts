// Whatever a command prints with --json fits a published schema, to the last field, in every form that the schema knows.
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { describedBy, publishedSchemas, schemaText } from '../../build/schemas.ts'
import { commands } from '../../commands/index.ts'
import type { JsonSchema } from '../../host/schema.ts'
import { driftRoot, repository, type Repository } from '../support/repository.ts'

// They tell people what they do; none of it is data.
const withoutJson = ['init', 'uninstall', 'demo', 'hook', 'completion', 'selftest']

const published = await publishedSchemas()
const filesOf = (command: string): readonly string[] => describedBy[command] ?? [command.replace(' ', '-')]
const formsOf = (file: string): readonly JsonSchema[] => (published[`${file}.schema.json`]!['anyOf'] ?? [published[`${file}.schema.json`]]) as readonly JsonSchema[]
const fitting = (json: JsonSchema) => new Ajv2020({ allErrors: true, strict: false }).compile(json)
const compiled = new Map([...new Set(commands.flatMap(({ path }) => filesOf(path.join(' '))))].filter((file) => published[`${file}.schema.json`]).map((file) => [file, formsOf(file).map(fitting)]))
const met = new Map<string, Set<number>>()

type Data = Readonly<Record<string, any>>

/** Runs a command, holds its JSON to its schemas, and gives it. */
function printed(repo: Repository, command: string, args: readonly string[], code = 0): Data {
  const said = repo.drift(...command.split(' '), ...args, '--json')
  assert.is(said.code, code, `${command} ${args.join(' ')}: exit ${said.code}\n${said.stdout}${said.stderr}`)
  const data = JSON.parse(said.stdout) as Data
  assert.is(data['version'], 1, command)
  const forms = filesOf(command).flatMap((file) => compiled.get(file)!.map((fits, i) => ({ file, i, fits, wrong: fits(data) ? [] : fits.errors! })))
  const fit = forms.filter(({ wrong }) => wrong.length === 0)
  assert.ok(fit.length > 0, `${command} ${args.join(' ')}\n${said.stdout}${forms.map(({ file, i, wrong }) => `${file} ${i}: ${JSON.stringify(wrong)}`).join('\n')}`)
  for (const { file, i } of fit) met.set(file, (met.get(file) ?? new Set()).add(i))
  for (const key of Object.keys(data)) for (const { file, i } of fit) assert.not(fitting(without(formsOf(file)[i]!, key))(data), `${file} would also do without ${key}`)
  return data
}

/** A form that does not know one of its fields: what is printed must not fit it. */
function without(form: JsonSchema, key: string): JsonSchema {
  const { [key]: _, ...properties } = form['properties'] as Data
  return { ...form, properties, required: (form['required'] as readonly string[]).filter((name) => name !== key) }
}

type Row = readonly [command: string, args?: readonly string[], code?: number]
const all = (repo: Repository, rows: readonly Row[]) => { for (const [command, args = [], code] of rows) printed(repo, command, args, code) }
const sh = (repo: Repository, script: string) => { const { code, stdout, stderr } = repo.sh(script); assert.is(code, 0, `${script}\n${stdout}${stderr}`) }

const made = repository({ files: { 'src/a': 'a\n', 'test/a.test.js': 'a\n', 'limit.md': '# Limit logins\n\nThe goal.\n\n## Allowed files\n\n- src/**\n\n## Feelings\n\n- none\n' } })
made.commit('begin')

test('nothing is there', () => {
  all(made, [['doctor', [], 1]])
  sh(made, 'drift init --yes --no-hooks')
  all(made, [
    ['doctor'], ['config'], ['config', ['--schemas']], ['explain'], ['explain', ['scope']], ['plan list'], ['report'], ['review list'], ['lessons list'], ['lessons check'], ['lessons promote'], ['status'],
    ['trust'], ['check'], ['simulate', ['--last', '1']],
  ])
})

test('a plan', () => {
  all(made, [
    ['plan new', ['Say hello', '--id', 'p', '--allow', 'src/**', '--deny', 'src/keys/**', '--lock', 'test/**', '--unit', 'one=src/a', '--gate', 'test -f src/a [id=g]', '--gate', 'test -f src/z [id=h, optional]', '--domain', 'ui', '--accept', 'it says so']],
    ['plan new', ['--from', 'limit.md', '--id', 'q']], ['plan show', ['p']], ['plan lint', ['p']], ['plan list'],
    ['approve', ['p', '--yes', '-m', 'well', '--expires', '7d', '--allow-path', '.github/workflows/ci.yml']], ['approve', ['p', '--request-changes', '-m', 'less of it', '--yes']], ['approve', ['p', '--yes']],
    ['plan show', ['p']], ['approve', ['p', '--revoke', '--yes']], ['approve', ['p', '--yes']], ['plan diff', ['p']], ['plan list'],
  ])
})

test('a run', () => {
  all(made, [['start', ['p']], ['start', ['p']], ['start', ['--resume']], ['plan show', ['p']], ['status']])
  sh(made, 'mkdir lib && echo x > lib/x && git add lib')
  all(made, [['check', [], 1], ['break-glass', ['-m', 'the shop is down', '--yes']]])
  sh(made, 'git rm -q --cached lib/x && rm lib/x && echo b > src/a && git commit -qam one -m "Plan-Id: p"')
  all(made, [['verify'], ['verify'], ['status'], ['report'], ['deviate', ['lib/x', '-m', 'it had to be there', '--yes']], ['review request-changes', ['HEAD', '-m', 'no test', '--yes']], ['review approve', ['HEAD', '--yes']], ['review list'], ['ci', ['--base', 'HEAD~1']]])
})

test('requests and records on their way', () => {
  const ask = (glob: string) => printed(made, 'plan request', ['p', '--add', glob, '-m', 'the work needs it'])
  const { id } = ask('lib/**')
  assert.is(ask('src/a')['id'], null)
  assert.is(ask('lib/**')['state'], 'open')
  assert.is(printed(made, 'approve', ['p', '--request', id, '--yes', '-m', 'well'])['committed'], true)
  assert.is(printed(made, 'sync', [])['remote'], null)
  sh(made, 'git init -q --bare "$OUTSIDE/far" && git remote add origin "$OUTSIDE/far" && git push -q origin HEAD')
  assert.is(printed(made, 'sync', [])['followed'].is, 'there')
  sh(made, 'git clone -q "$OUTSIDE/far" "$OUTSIDE/near" && git -C "$OUTSIDE/near" switch -q -c other')
  const near = ['-C', join(made.outside, 'near')]
  const asked = ask('tools/**')
  assert.is(printed(made, 'sync', near)['asked'].length, 1)
  assert.is(printed(made, 'approve', ['p', '--request', asked['id'], '--yes', ...near])['committed'], false)
  sh(made, 'echo >> .drift/plans/p/intent.json')
  assert.is(printed(made, 'sync', [])['followed'].is, 'left')
  assert.is(ask('lib/**')['id'], null)
  sh(made, 'git checkout -q -- .drift/plans/p')
  assert.is(printed(made, 'sync', [])['followed'].is, 'committed')
})

test('lessons', () => {
  for (const n of ['one', 'two', 'three', 'three']) printed(made, 'lessons add', ['flaky', '--cause', `the clock of ${n}`, '--action', 'fake the clock', '--planned', 'a', '--actual', 'b', '--delta', 'c'])
  assert.is(printed(made, 'lessons add', ['done', '--cause', 'a bad path', '--action', 'a check', '--enforced', 'scope'])['flagged'], false)
  all(made, [['lessons list'], ['lessons check'], ['lessons promote'], ['lessons promote', ['--execute']], ['lessons promote']])
  sh(made, 'cp .drift/lessons.jsonl "$OUTSIDE/lessons" && echo "{}" >> .drift/lessons.jsonl')
  all(made, [['lessons check', [], 1]])
  sh(made, 'cp "$OUTSIDE/lessons" .drift/lessons.jsonl && git add .drift/lessons.jsonl && git commit -qm "docs: lessons" && rm -r .drift/plans/lesson-flaky')
})

test('the end', () => {
  assert.is(typeof printed(made, 'finish', [])['closed'], 'string')
  sh(made, 'git add .drift/plans/q && git commit -qm "Plan: q" && mkdir .drift/plans/bad && echo x > .drift/plans/bad/intent.json')
  all(made, [['report', ['p']], ['report'], ['plan close', ['q', '--yes']], ['plan show', ['p']], ['trust']])
  assert.equal(printed(made, 'plan list', [])['plans'].map(({ status }: Data) => status), ['bad', 'closed', 'closed'])
})

for (const mode of ['recorded', 'merged'] as const) {
  test(`what people let through, ${mode}`, () => {
    const repo = repository({ config: { extends: 'drift:recommended', approval: { mode } }, files: { a: 'a\n' } })
    try {
      repo.commit('begin')
      sh(repo, 'git switch -qc work && mkdir -p .github/workflows && echo x > .github/workflows/ci.yml')
      repo.commit('feat: ci\n\nDrift-Override: the pipeline is down')
      if (mode === 'recorded') all(repo, [['approve', ['main..HEAD', '--change', '--yes', '-m', 'well']]])
      const { overrides: [one] } = printed(repo, 'approve', ['--override', 'HEAD', '--yes'])
      assert.is(typeof one[mode === 'merged' ? 'path' : 'id'], 'string')
      if (mode === 'recorded') assert.equal(printed(repo, 'approve', ['--override', 'HEAD', '--yes'])['overrides'], [])
    } finally { repo.dispose() }
  })
}

test('whoever takes --json has a published schema, and every form of it was printed above', async () => {
  const silent: string[] = []
  for (const { path, load } of commands) {
    const command = path.join(' ')
    if (!(await load()).default.prints) { silent.push(command); continue }
    for (const file of filesOf(command)) {
      const forms = formsOf(file)
      for (const form of forms) assert.equal([form['type'], form['additionalProperties'], (form['properties'] as Data)['version'], (form['required'] as readonly string[]).includes('version')], ['object', false, { const: 1 }, true], file)
      assert.equal([...met.get(file) ?? []].sort(), forms.map((_, i) => i), `${file}: these forms were printed`)
      assert.is(readFileSync(join(driftRoot, 'schemas', `${file}.schema.json`), 'utf8'), `${schemaText(published[`${file}.schema.json`])}\n`, `${file} is stale: npm run build`)
    }
  }
  assert.equal(silent, withoutJson)
  for (const command of Object.keys(describedBy)) assert.ok(commands.some(({ path }) => path.join(' ') === command), command)
  assert.ok(Object.keys(published).every((file) => existsSync(join(driftRoot, 'schemas', file))))
})

test.after(() => made.dispose())
test.run()
