// Texts that were written to keep a reader busy: each was once read in a time that grew with the square of its length, or broke
// the stack. What does so again runs into the time limit of this file.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { entriesOf } from '../../checks/test-contract/entries.ts'
import { languages } from '../../checks/test-contract/languages.ts'
import { testsIn } from '../../checks/test-contract/read.ts'

const size = 300_000
const forms = ['objects', 'lines', 'xml', 'options', 'calls'] as const

for (const [begin, unit] of [
  ['', ']{'], ['', '(}'], ['', ')['], ['it("a", () => {', '0x1.'], ['\tdescribe(=1 ', '0x1.'], ['', '@'], ['', 'a: [[]end\n'], ['', '=*/['], ['', '[*/'],
  ['it("a", () => {\n return', ' '], ['def test_a():\n  assert', ' '], ['class ATest { @Test void a() {', 'assertThat(1).'], ['', '\nfunc TestMain('], ['', '`${'], ['', '`${"'], ['', '"#{`'], ['', '"""'], ['', 'it("a", () => {'], ['', '<a b="'],
] as const) {
  test(`${begin}${unit} again and again`, () => {
    const text = begin + unit.repeat(size / unit.length)
    for (const language of languages()) assert.ok(Array.isArray(testsIn(text, language).all))
    for (const form of forms) assert.ok(Array.isArray(entriesOf(text, form)))
  })
}

test.run()
