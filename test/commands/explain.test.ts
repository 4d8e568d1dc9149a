// `drift explain <check>`: whatever there is to know, for people in 80 columns and as data.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checks } from '../../checks/index.ts'
import { explainedText } from '../../commands/explain-text.ts'
import { parseMessage } from '../../git/trailers.ts'
import { explained } from '../../host/explained.ts'
import { keysOf } from '../../host/keys.ts'
import { driftRoot, repository } from '../support/repository.ts'

const fits = new Ajv2020({ allErrors: true, strict: false }).compile(JSON.parse(readFileSync(join(driftRoot, 'schemas', 'explain.schema.json'), 'utf8')))
const docs = readFileSync(join(driftRoot, 'docs', 'checks.md'), 'utf8')

for (const check of checks) {
  test(`${check.name}: nothing is left out, and it can be read in 80 columns`, async () => {
    const told = await explained(check, `docs/checks.md#${check.name}`, parseMessage)
    assert.ok(fits(JSON.parse(JSON.stringify(told))), JSON.stringify(fits.errors))
    assert.equal(told.options.map(({ key }) => key), keysOf(check.options.json).map(({ key }) => key))
    for (const [i, { findings }] of told.examples.entries()) assert.equal(findings.map(({ message }) => message.includes('x')).length, check.examples[i]!.findings.length)
    assert.ok(docs.includes(`\n## ${check.name}\n`))

    const text = explainedText(told)
    // A glob or a path that is longer by itself stands alone.
    for (const line of text.split('\n')) assert.ok(line.length <= 80 || !line.trim().includes(' '), line)
    assert.not.match(text, / $/m)
    const flowing = text.replace(/\s+/g, ' ')
    const parts = [check.demand, check.why, ...check.stages, ...told.options.flatMap(({ key, about, takes, stricter }) => [`${key}: ${takes}`, about, stricter ?? '']), ...check.examples.map(({ title }) => title), check.form, `More: docs/checks.md#${check.name}`]
    for (const part of parts) if (part) assert.ok(flowing.includes(part.replace(/\s+/g, ' ').replace(' ones', '')), part)
    for (const { findings } of told.examples) for (const { message, fix } of findings.slice(0, 3)) for (const part of [message, `fix: ${fix}`]) assert.ok(flowing.includes(part.replace(/\s+/g, ' ')), part)
  })
}

test('before a commit fixes are those of what is staged', async () => {
  const told = await explained(checks.find(({ name }) => name === 'scope')!, undefined, parseMessage)
  assert.is(told.examples[1]!.findings[0]!.command, 'git restore --staged -- :/db/schema.sql')
  assert.is(told.docs, undefined)
})

test('as JSON: a check, and what runs where', () => {
  const repo = repository()
  try {
    const read = (...args: string[]) => { const { code, stdout, stderr } = repo.drift('explain', ...args, '--json'); assert.is(code, 0, stderr); return JSON.parse(stdout) as any }
    assert.is(read('sot').options[1].takes, 'a glob')
    repo.drift('init', '--yes', '--no-hooks', '--profile', 'team')
    const all = read()
    for (const data of [all, read('sot')]) assert.is(fits(data) as boolean, true, JSON.stringify(fits.errors))
    assert.equal(all.jobs.filter(({ check }: { check: string }) => check === 'bugfix-dod').map(({ stage, severity, skip }: Record<string, string>) => `${stage} ${severity ?? skip}`), ['pre-commit not judged at pre-commit', 'commit-msg error', 'pre-push error', 'ci error'])
    assert.not.ok(fits({ version: 1 }))
    const wrong = repo.drift('explain', 'scop')
    assert.is(wrong.code, 2)
    assert.match(wrong.stderr, /did you mean scope\?/)
  } finally {
    repo.dispose()
  }
})

test.run()
