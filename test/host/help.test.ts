// Help is enough: every command says in 80 columns what it takes, with an example; drift itself what a day is like and what codes mean.
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { commands } from '../../commands/index.ts'
import { described } from '../../host/described.ts'
import { enterTestEnvironment } from '../support/environment.ts'
import { driftRoot } from '../support/repository.ts'

enterTestEnvironment()
const help = (...path: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(driftRoot, 'dist', 'drift.cjs'), ...path, '--help'], { encoding: 'utf8', cwd: '/' })
  assert.equal([status, stderr], [0, ''])
  for (const line of stdout.split('\n')) assert.ok(line.length <= 80, line)
  return stdout
}

for (const { path, summary, load } of commands) {
  test(`drift ${path.join(' ')}`, async () => {
    const said = help(...path)
    const { default: command } = await load()
    const { words, flags, example } = described(command)
    assert.is(command.summary, summary, 'the table of commands says the same as the command')
    assert.ok(said.includes(`\nExample:\n  ${example}\n`))
    const flowing = said.replace(/\s+/g, ' ')
    for (const { flag, about } of flags.filter(({ name }) => !['C', 'help'].includes(name))) assert.ok(flowing.includes(flag) && flowing.includes(about), flag)
    for (const { name, about } of words) assert.ok(flowing.includes(name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)) && flowing.includes(about), name)
    for (const line of example.split('\n')) assert.match(line, /^ *(drift |eval |source |git |PS1=|--)/, line)
  })
}

test('drift itself', () => {
  const said = help()
  for (const { path, summary } of commands) if (path.length === 1) assert.ok(said.replace(/\s+/g, ' ').includes(`${path[0]} ${summary}`), path[0])
  assert.match(said.replace(/\s+/g, ' '), /plan commands: new, list, show, lint, diff, request, close /)
  for (const code of ['0 passed', '1 a demand is broken', '2 wrong usage', '3 could not judge', '130 interrupted']) assert.ok(said.replace(/\s+/g, ' ').includes(code), code)
  for (const [, words = ''] of said.slice(said.indexOf('A day')).matchAll(/^ {2}drift ([a-z-]+(?: [a-z-]+)?)/gm)) assert.ok(commands.some(({ path }) => `${words} `.startsWith(`${path.join(' ')} `)), words)
})

test.run()
