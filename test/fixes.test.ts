// A fix works as it is printed: those of every example are run in a repository in which their finding arises.
import { execFileSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checks } from '../checks/index.ts'
import type { Finding } from '../host/check.ts'
import { commandOf } from '../host/fix.ts'
import { layOut, placesOf } from './support/laid-out.ts'
import { skip } from './support/skip.ts'

/** In a terminal, by a person who agrees to whatever is asked. */
const inTerminal = (command: string) => `printf 'y\\ny\\ny\\n' | script -qec ${word(command)} /dev/null`
const word = (text: string) => `'${text.replaceAll("'", "'\\''")}'`
const same = (a: Finding) => (b: Finding) => a.code === b.code && a.path === b.path
const hasTerminal = (() => { try { return execFileSync('script', ['-qec', 'test -t 0 && test -t 1 && echo yes', '/dev/null'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).includes('yes') } catch { return false } })()

// Nobody but a person can mend these: a sentence is due, a test, a decision, or a commit that is made already.
const inWords = [
  'approval (range)', 'bugfix-dod (range)', 'bugfix-dod (staged)', 'change-size (range)', 'commit-plan (range)', 'commit-plan (staged)', 'plan-id (range)', 'plan-id (staged)',
  'scope (range)', 'sot (range)', 'test-contract (range)', 'tests-with-source (range)',
]

const counts = { run: 0, words: new Set<string>() }

for (const check of checks) {
  const failing = check.examples.filter(({ findings }) => findings.length > 0)
  // Every example once; of each check one more in a range, where the gate judges.
  const rows = failing.flatMap((example, i) => placesOf(check, example).slice(0, i === 0 ? 2 : 1).map((where) => ({ example, where })))
  for (const { example, where } of rows) {
    const title = `${check.name}: ${example.title} (${where})`
    if (!hasTerminal) { skip(title, 'there is no program `script` to make a terminal with'); continue }
    test(title, () => {
      const { repo, judged } = layOut(check, example, where)
      try {
        const found = judged()
        for (const expected of example.findings) assert.ok(found.some(({ message }) => message.includes(expected)), `expected "${expected}", found ${JSON.stringify(found)}`)
        for (const finding of found) {
          const command = commandOf(finding.fix)
          if (command === undefined) { counts.words.add(`${check.name} (${where})`); continue }
          const { code, stdout } = repo.sh(`mkdir -p deep/er && cd deep/er && ${inTerminal(command)}`)
          assert.is(code, 0, `${command}\n${stdout}`)
          assert.not.ok(judged().some(same(finding)), `still there after: ${command}\n${stdout}`)
          counts.run++
        }
      } finally {
        repo.dispose()
      }
    })
  }
}

test('which findings have words alone, and that the others were mended by what they say', () => {
  assert.equal([...counts.words].sort(), inWords)
  assert.ok(counts.run >= (hasTerminal ? 20 : 0), `${counts.run} fixes were run`)
})

test.run()
