// The man page: whatever a command takes stands in it, and groff reads it without a word.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { commands } from '../../commands/index.ts'
import { prose } from '../../build/man.ts'
import { described } from '../../host/described.ts'
import { driftRoot } from '../support/repository.ts'
import { skip } from '../support/skip.ts'

const file = join(driftRoot, 'man', 'drift.1')
const groff = (...args: string[]) => spawnSync('groff', ['-man', '-ww', ...args, file], { encoding: 'utf8' })

if (groff('-Tutf8').error) skip('groff reads man/drift.1', 'groff is not installed here')
else test('groff reads it without a warning, and shows every command with all that it takes', async () => {
  const { status, stderr } = groff('-Tutf8')
  assert.equal([status, stderr], [0, ''])
  const shown = groff('-Tascii', '-P-c', '-P-b', '-P-u', '-rLL=2000n').stdout.replace(/.\u0008/g, '').replace(/[ \n]+/g, ' ')
  for (const { load } of commands) {
    const { path, words, flags, example } = described((await load()).default)
    const section = shown.slice(shown.indexOf(` drift ${path.join(' ')} `))
    for (const { about } of [...words, ...flags.filter(({ name }) => !['C', 'help'].includes(name))]) assert.ok(section.includes(about.slice(1)), `${path.join(' ')}: ${about}`)
    for (const { flag } of flags.filter(({ name }) => name !== 'C' && name !== 'help')) assert.ok(section.includes(` ${flag} `), flag)
    for (const line of example.split('\n')) assert.ok(section.includes(line.trim().replace(/ +/g, ' ')), line)
  }
})

test('what a line of text holds is no request', () => {
  assert.is(prose('.SH is said of \'a\\b\''), '\\&.SH is said of \\(aqa\\eb\\(aq')
  assert.is(prose("'x"), '\\(aqx')
})

test('it is plain ASCII', () => assert.match(readFileSync(file, 'latin1'), /^[\n -~]+$/))

test.run()
