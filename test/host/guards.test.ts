import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { FileChange } from '../../host/change.ts'
import { guardsOf, listJobs } from '../../host/jobs.ts'
import type { Check } from '../../host/plugin.ts'
import { guards, isGuarded } from '../../host/scope.ts'

const watching = (name: string, ...globs: string[]) => ({ name, guards: () => globs }) as unknown as Check
const checks = [watching('first', 'docs/spec.md', 'LICENSE'), watching('second', '**/*.md', '!docs/**'), watching('off', '**'), watching('nothing'), { name: 'none' } as Check]
const setting = (severity: 'error' | 'warn' | 'off') => ({ severity, options: {} })
const lists = guardsOf({ checks: { first: setting('error'), second: setting('warn'), off: setting('off'), nothing: setting('error'), none: setting('error') }, overrides: [] } as never, checks)

test('each check that is on tells of its own files', () => assert.equal(lists, [{ globs: ['docs/spec.md', 'LICENSE'] }, { globs: ['**/*.md', '!docs/**'] }]))

for (const [title, everywhere, expected] of [
  ['on for one folder alone', 'off', { 'b/x.md': true, 'b/c/x.md': false, 'a/x.md': false, 'x.md': false, 'b/x': false }],
  ['on but for one folder', 'error', { 'b/x.md': true, 'b/c/x.md': false, 'a/x.md': false, 'x.md': true, 'x': false }],
] as const) {
  test(`${title}: files elsewhere are as free as the check leaves them`, () => {
    const overrides = [{ paths: ['a/**', 'b/**'], checks: { second: setting('off') } }, { paths: ['b/**'], checks: { second: setting('warn') } }, { paths: ['b/c/**'], checks: { second: setting('off'), first: setting('off') } }]
    const some = guardsOf({ checks: { second: setting(everywhere) }, overrides } as never, checks)
    for (const [path, is] of Object.entries(expected)) assert.is(guards(some, path), is, path)
    // A name that leads into the folder from elsewhere counts, as the check tells of it.
    assert.is(guards(some, { path: '', bytes: 'b/x.md' }), true)
  })
}

for (const [name, is] of [['first', true], ['none', false]] as const) {
  test(`a check that is on for one folder judges a file elsewhere by a name in it: ${is ? 'one that watches over files' : 'no other one'}`, () => {
    const all = [{ ...checks[0]!, name: 'first', stages: ['ci'] }, { name: 'none', stages: ['ci'] }] as unknown as Check[]
    const jobs = listJobs({ checks: {}, overrides: [{ paths: ['a/**'], checks: { first: setting('error'), none: setting('error') } }] } as never, all, 'ci', [name])
    const file: FileChange = { path: 'x', status: 'modified', mode: '100644', oldMode: '100644', oid: '1', oldOid: '2', names: [{ path: 'a/x', how: 'link' }] }
    assert.equal(jobs.map(({ covers }) => covers!(file)), [true, is])
    assert.equal(jobs.map(({ covers }) => covers!({ ...file, names: [] })), [true, false])
  })
}

for (const [path, expected] of [['docs/spec.md', true], ['LICENSE', true], ['README.md', true], ['docs/other.md', false], ['src/a', false]] as const) {
  test(`${path} is ${expected ? '' : 'not '}guarded, whatever another check leaves out`, () => {
    for (const all of [lists, [...lists].reverse()]) assert.is(guards(all, path), expected)
    const file: FileChange = { path, status: 'modified', mode: '100644', oldMode: '100644', oid: '1', oldOid: '2' }
    assert.is(isGuarded(lists, file), expected)
    assert.is(isGuarded(lists, { ...file, names: [{ path: 'LICENSE', how: 'link' }] }), true)
  })
}

test.run()
