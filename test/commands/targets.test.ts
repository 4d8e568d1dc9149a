// Which format goes where, as the flags tell.
import { suite } from 'uvu'
import * as assert from 'uvu/assert'
import { targetsOf, type OutputFlags } from '../../commands/targets.ts'
import { DriftError } from '../../host/error.ts'

const test = suite('targets')
const actions = { GITHUB_ACTIONS: 'true' }

// As `format` or `format=file`, in order.
const rows: readonly (readonly [title: string, flags: OutputFlags, targets: readonly string[], environment?: Readonly<Record<string, string>>])[] = [
  ['no flag', {}, ['text']],
  ['no flag, in GitHub Actions', {}, ['github'], actions],
  ['a format is told: GitHub Actions adds none', { format: ['text'] }, ['text'], actions],
  ['--json', { json: true }, ['json']],
  ['--json in GitHub Actions', { json: true }, ['json'], actions],
  ['--json and --format json are one', { json: true, format: ['json'] }, ['json']],
  ['--json beside another format drops neither', { json: true, format: ['text'] }, ['text', 'json']],
  ['several', { format: ['text', 'json'] }, ['text', 'json']],
  ['a file for one of them', { format: ['github', 'sarif=a.sarif'] }, ['github', 'sarif=a.sarif']],
  ['the file may hold an equals sign', { format: ['sarif=a=b'] }, ['sarif=a=b']],
  ['--output and one format', { format: ['json'], output: 'a' }, ['json=a']],
  ['--output is for the one that is for machines', { format: ['github', 'sarif'], output: 'a' }, ['github', 'sarif=a']],
  ['--output and --json', { json: true, output: 'a' }, ['json=a']],
  ['--output alone takes the text', { output: 'a' }, ['text=a']],
  ['--output alone takes the text, in GitHub Actions too', { output: 'a' }, ['text=a'], actions],
  ['--output takes text where it is the only one', { format: ['text'], output: 'a' }, ['text=a']],
  ['--output takes the one that has no file', { format: ['sarif=a', 'junit'], output: 'b' }, ['sarif=a', 'junit=b']],
  ['one format in two files', { format: ['sarif=a', 'sarif=b'] }, ['sarif=a', 'sarif=b']],
]
for (const [title, flags, targets, environment = {}] of rows) {
  test(title, () => assert.equal(targetsOf(flags, environment).map(({ format, file }) => (file === undefined ? format : `${format}=${file}`)), targets))
}

const refused: readonly (readonly [title: string, flags: OutputFlags, says: RegExp])[] = [
  ['an unknown format', { format: ['sarff'] }, /no format "sarff" \(did you mean sarif\?\)/],
  ['an unknown format with a file', { format: ['xml=a'] }, /no format "xml"/],
  ['a name that objects have by themselves', { format: ['constructor'] }, /no format "constructor"/],
  ['no file after the sign', { format: ['sarif='] }, /names no file/],
  ['an empty --output', { output: '' }, /--output names no file/],
  ['two formats on standard output', { format: ['json', 'sarif'] }, /json and sarif cannot both go to standard output/],
  ['commands and data on standard output', { format: ['github', 'json'] }, /github and json cannot both go to standard output/],
  ['two formats in one file', { format: ['json=a', 'sarif=./a'] }, /json and sarif cannot both go to a/],
  ['--output names the file of another', { format: ['json=a', 'sarif'], output: 'a' }, /cannot both go to a/],
  ['a format twice', { format: ['json', 'json'] }, /json is asked for twice/],
  ['--output for two', { format: ['json', 'sarif'], output: 'a' }, /not clear which format --output is for/],
  ['--output for two that are for people', { format: ['text', 'github'], output: 'a' }, /not clear which/],
  ['--output where each has its file', { format: ['sarif=a'], output: 'b' }, /not clear which/],
]
for (const [title, flags, says] of refused) {
  test(`refused: ${title}`, () => assert.throws(() => targetsOf(flags, {}), (error: DriftError) => error.exit === 2 && says.test(error.message)))
}

test.run()
