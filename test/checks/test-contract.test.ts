import { test } from 'uvu'
import * as assert from 'uvu/assert'
import check from '../../checks/test-contract.ts'
import type { Change, Plan } from '../../host/check.ts'
import { exampleChange, examplePlan, examplePolicy } from '../../host/example.ts'
import { parseMessage } from '../../git/trailers.ts'
import { cases } from '../support/cases.ts'
import { found } from '../support/found.ts'

const options = { evidence: 'off', exempt: ['**/fixtures/**'] } as const
const net = { extent: 'net', bound: 'net' } as const
const focus = `.${'only'}`

/** What is told of files: `code:name`, before and after by path; null where the file is absent. */
async function told(texts: Record<string, readonly [string | null, string | null]>, given: Partial<Change> = {}): Promise<string[]> {
  const change = Object.entries(texts).map(([path, [before, after]]) => `${before === null ? 'A' : after === null ? 'D' : 'M'} ${path}`)
  return (await found(check, options, change, { texts, given: { ...net, ...given } })).map(({ code, message }) => `${code}:${/"(.*?)" (?:is|are|asserts|would)/.exec(message)?.[1] ?? message}`)
}

const it = (name: string, body = 'expect(one(1)).toBe(2)', how = 'it') => `${how}('${name}', () => { ${body} })\n`

/** Title, path, before, after, what is told. */
const rows: readonly (readonly [title: string, path: string, before: string, after: string, ...told: string[]])[] = [
  // Deleted.
  ['deleted', 'a.test.ts', it('x') + it('y', 'expect(two).toBe(3)'), it('x'), 'test-deleted:y'],
  ['commented out by lines', 'a.test.ts', it('x'), `// ${it('x')}`, 'test-deleted:x'],
  ['commented out by a block', 'a.test.ts', it('x'), `/* ${it('x')} */`, 'test-deleted:x'],
  ['put into a string', 'a.test.ts', it('x'), `const a = \`${it('x')}\``, 'test-deleted:x'],
  ['called by another name', 'a.test.ts', it('x'), `const maybe = it.skip\nmaybe('x', () => {})\n`, 'test-deleted:x'],
  ['renamed, its body kept', 'a.test.ts', it('x'), it('z')],
  ['renamed and emptied', 'a.test.ts', it('x', 'const a = await one(1, 2, 3); expect(a).toBe(2)'), it('z', 'const a = await one(1, 2, 3)'), 'test-emptied:z'],
  ['renamed and skipped', 'a.test.ts', it('x'), it('z', undefined, 'it.skip'), 'test-skipped:z'],
  ['reworded and rewritten in part', 'a.test.ts', it('refuses the sixth login', 'expect(login(6)).toBe(false)'), it('it refuses a sixth login', 'const all = await logins(6); expect(all.at(-1)).toBe(false)')],
  ['another of the same name stays', 'a.test.ts', `describe('a', () => { ${it('x')} })\ndescribe('b', () => { ${it('x', 'expect(two).toBe(4)')} })`, `describe('a', () => { ${it('x')} })`, 'test-deleted:x'],
  ['two tests become a table', 'a.test.ts', it('adds 1', 'expect(add(1)).toBe(2)') + it('adds 5', 'expect(add(5)).toBe(6)'), "it.each([[1, 2], [5, 6]])('adds %s', (a, b) => { expect(add(a)).toBe(b) })"],
  ['a group around it', 'a.test.ts', it('x'), `describe('all', () => {\n${it('x')}})`],
  ['a table of cases grows', 'a.test.ts', "it.each([1])('x %s', (a) => { expect(a).toBe(a) })", "it.each([1, 2])('x %s', (a) => { expect(a).toBe(a) })"],
  ['a new test, skipped for now', 'a.test.ts', it('x'), it('x') + it('y', '', 'it.skip') + "it.todo('z')\n"],
  // Skipped and focused.
  ['skipped', 'a.test.ts', it('x'), it('x', undefined, 'it.skip'), 'test-skipped:x'],
  ['skipped by a string', 'a.test.ts', it('x'), it('x', undefined, "it['skip']"), 'test-skipped:x'],
  ['skipped by another word', 'a.test.ts', it('x'), it('x', undefined, 'xit'), 'test-skipped:x'],
  ['skipped by an option', 'a.test.ts', it('x'), "it('x', { skip: true }, () => { expect(one(1)).toBe(2) })", 'test-skipped:x'],
  ['an option that skips nothing', 'a.test.ts', it('x'), "it('x', { skip: false, timeout: 5 }, () => { expect(one({ skip: 10 })).toBe(2) })"],
  ['skipped from within', 'a.test.ts', it('x'), it('x', 't.skip(); expect(one(1)).toBe(2)'), 'test-skipped:x'],
  ['left without a body', 'a.test.ts', it('x'), "it('x')\n", 'test-skipped:x'],
  ['its group skipped', 'a.test.ts', `describe('g', () => { ${it('x')} })`, `describe.skip('g', () => { ${it('x')} })`, 'test-skipped:g'],
  ['moved into a skipped group', 'a.test.ts', it('x'), `describe.skip('g', () => { ${it('x')} })`, 'test-skipped:g'],
  ['skipped before already', 'a.test.ts', it('x', '', 'it.skip'), it('x', 'a()', 'it.skip')],
  ['let run again', 'a.test.ts', it('x', undefined, 'it.skip'), it('x')],
  ['focused', 'a.test.ts', it('x'), it('x', undefined, `it${focus}`), 'test-focused:x'],
  ['a new test focused', 'a.test.ts', it('x'), it('x') + it('y', 'expect(5).toBe(6)', 'fit'), 'test-focused:y'],
  ['a group focused', 'a.test.ts', `describe('g', () => { ${it('x')} })`, `fdescribe('g', () => { ${it('x')} })`, 'test-focused:g'],
  ['words in comments and strings', 'a.test.ts', it('x'), `// it${focus}('x')\nconst text = "it.skip('x')" + 'xit("x")' + /it.skip\\(/\n${it('x')}`],
  ['a method of that name', 'a.test.ts', it('x'), `${it('x')}query.skip(10)${focus}(3); prisma.findMany({ skip: 2 })\n`],
  // Emptied.
  ['emptied', 'a.test.ts', it('x', 'const a = one(1); expect(a).toBe(2)'), it('x', 'const a = one(1)'), 'test-emptied:x'],
  ['emptied but for a log', 'a.test.ts', it('x', 'const a = one(1); expect(a).toBe(2)'), it('x', 'const a = one(1); console.log(a)'), 'test-emptied:x'],
  ['a truth instead of an assertion', 'a.test.ts', it('x'), it('x', 'one(1); expect(true).toBe(true)'), 'test-emptied:x'],
  ['a truth that was not there', 'a.test.ts', it('x', 'const a = one(1); assert.equal(a, 2)'), it('x', 'const a = one(1); assert.ok(true)'), 'test-emptied:x'],
  ['assertions commented out', 'a.test.ts', it('x', 'one(1); expect(a).toBe(2)'), it('x', 'one(1); /* expect(a).toBe(2) */'), 'test-emptied:x'],
  ['assertions moved to a helper', 'a.test.ts', it('x'), it('x', 'isTwo(one(1))')],
  ['fewer assertions', 'a.test.ts', it('x', 'expect(a).toBe(1); expect(b).toBe(2)'), it('x', 'expect(a).toBe(1)')],
  // JSX, patterns, templates.
  ['an apostrophe in JSX', 'a.test.tsx', it('x'), `${it('w', "render(<b title='a'>don't</b>); expect(a).toBe(4)")}${it('x')}`],
  ['a slash, and a pattern with quotes', 'a.test.ts', it('x'), `const a = b / c; const p = /['"\`]/; const t = \`\${a ? \`'\` : "}"}\`\n${it('x')}`],
  // Other languages.
  ['Python: deleted', 'test_a.py', 'def test_x():\n    assert f(1)\n\ndef test_y():\n    assert g(2)\n', 'def test_x():\n    assert f(1)\n', 'test-deleted:test_y'],
  ['Python: no longer called a test', 'test_a.py', 'def test_x():\n    assert f(1)\n', 'def x_test():\n    assert f(1)\n', 'test-deleted:test_x'],
  ['Python: within a text', 'test_a.py', 'def test_x():\n    assert f(1)\n', 'TEXT = """\ndef test_x():\n    assert f(1)\n"""\n', 'test-deleted:test_x'],
  ['Python: decorated', 'test_a.py', 'def test_x():\n    assert f(1)\n', '@pytest.mark.skipif(\n    True,\n    reason="no",\n)\ndef test_x():\n    assert f(1)\n', 'test-skipped:test_x'],
  ['Python: expected to fail', 'test_a.py', 'def test_x():\n    assert f(1)\n', '@pytest.mark.xfail\ndef test_x():\n    assert f(1)\n', 'test-skipped:test_x'],
  ['Python: from within', 'test_a.py', 'def test_x():\n    assert f(1)\n', 'def test_x():\n    pytest.skip("no")\n    assert f(1)\n', 'test-skipped:test_x'],
  ['Python: its class', 'test_a.py', 'class TestA:\n    def test_x(self):\n        assert f(1)\n', '@unittest.skip("no")\nclass TestA:\n    def test_x(self):\n        assert f(1)\n', 'test-skipped:TestA'],
  ['Python: the file', 'test_a.py', 'def test_x():\n    assert f(1)\n', 'pytestmark = pytest.mark.skip\ndef test_x():\n    assert f(1)\n', 'test-skipped:pytestmark = pytest.mark.skip'],
  ['Python: emptied', 'test_a.py', 'def test_x():\n    y = f(1)\n    assert y\n', 'def test_x():\n    y = f(1)\n    # assert y\n    assert True\n', 'test-emptied:test_x'],
  ['Python: parametrised', 'test_a.py', 'def test_x():\n    assert f(1)\n', '@pytest.mark.parametrize("a", [1, 2])\ndef test_x(a):\n    assert f(a)\n'],
  ['Go: deleted', 'a_test.go', 'func TestX(t *testing.T) { t.Fatal(f(1)) }\n', 'func testX(t *testing.T) { t.Fatal(f(1)) }\n', 'test-deleted:TestX'],
  ['Go: skipped', 'a_test.go', 'func TestX(t *testing.T) { t.Fatal(f(1)) }\n', 'func TestX(t *testing.T) { t.SkipNow(); t.Fatal(f(1)) }\n', 'test-skipped:TestX'],
  ['Go: a build tag', 'a_test.go', 'package a\nfunc TestX(t *testing.T) { t.Fatal(f(1)) }\n', '//go:build never\npackage a\nfunc TestX(t *testing.T) { t.Fatal(f(1)) }\n', 'test-skipped://go:build never'],
  ['Go: another build tag', 'a_test.go', '//go:build linux\nfunc TestX(t *testing.T) { t.Fatal(f(1)) }\n', '//go:build linux || darwin\nfunc TestX(t *testing.T) { t.Fatal(f(1)) }\n'],
  ['Go: emptied', 'a_test.go', 'func TestX(t *testing.T) { if f(1) { t.Fatal("x") } }\n', 'func TestX(t *testing.T) { f(1) }\n', 'test-emptied:TestX'],
  ['Rust: ignored', 'src/a.rs', '#[test]\nfn x() { assert!(f(1)); }\n', '#[test]\n#[ignore = "slow"]\nfn x() { assert!(f(1)); }\n', 'test-skipped:x'],
  ['Rust: no test any more', 'src/a.rs', '#[test]\nfn x() { assert!(f(1)); }\n', 'fn x() { assert!(f(1)); }\n', 'test-deleted:x'],
  ['Rust: within a comment in a comment, and in a raw string', 'src/a.rs', '#[test]\nfn x() { assert!(f(1)); }\n', '/* /* */ #[test]\nfn x() { assert!(f(1)); } */\nconst A: &str = r#"#[test] fn x() { "assert" }"#;\n', 'test-deleted:x'],
  ['Rust: lifetimes are no strings', 'src/a.rs', "#[test]\nfn x() { assert!(f(1)); }\n", "fn a<'a>(b: &'a str) -> char { '\"' }\n#[test]\nfn x() { assert!(f(1)); }\n"],
  ['Java: disabled', 'ATest.java', 'class ATest { @Test void x() { assertTrue(f(1)); } }', 'class ATest { @Test @Disabled("no") void x() { assertTrue(f(1)); } }', 'test-skipped:x'],
  ['Java: its class', 'ATest.java', 'class ATest { @Test void x() { assertTrue(f(1)); } }', '@Ignore class ATest { @Test void x() { assertTrue(f(1)); } }', 'test-skipped:ATest'],
  ['Java: without its annotation', 'ATest.java', 'class ATest { @Test void x() { assertTrue(f(1)); } }', 'class ATest { /* @Test */ void x() { assertTrue(f(1)); } }', 'test-deleted:x'],
  ['Java: emptied', 'ATest.java', 'class ATest { @Test public void x() throws A, B { assertTrue(f(1)); } }', 'class ATest { @Test public void x() throws A, B { f(1); assertTrue(true); } }', 'test-emptied:x'],
  ['Ruby: skipped', 'a_spec.rb', 'it "x" do\n  expect(f 1).to eq 2\nend\n', 'xit "x" do\n  expect(f 1).to eq 2\nend\n', 'test-skipped:x'],
  ['Ruby: skipped from within', 'a_test.rb', 'def test_x\n  assert f(1)\nend\n', 'def test_x\n  skip\n  assert f(1)\nend\n', 'test-skipped:test_x'],
  ['Ruby: focused', 'a_spec.rb', 'it "x" do\n  expect(f 1).to eq 2\nend\n', 'it "x", :focus do\n  expect(f 1).to eq 2\nend\n', 'test-focused:x'],
  ['Ruby: commented out', 'a_spec.rb', 'it "x" do\n  expect(f 1).to eq 2\nend\n', '=begin\nit "x" do\n  expect(f 1).to eq 2\nend\n=end\n', 'test-deleted:x'],
  ['Ruby: a here document and an interpolation', 'a_spec.rb', 'it "x" do\n  expect(f 1).to eq 2\nend\n', 'a = <<~TEXT\n  it\'s "x\nTEXT\nb = "#{h["it"]}"\nit "x" do\n  expect(f 1).to eq 2\nend\n'],
  ['PHP: marked as skipped', 'ATest.php', '<?php class A { public function testX() { $this->assertTrue(f(1)); } }', "<?php class A { public function testX() { $this->markTestSkipped('no'); $this->assertTrue(f(1)); } }", 'test-skipped:testX'],
  ['PHP: found by a comment and by an attribute', 'ATest.php', '<?php class A { /** @test */ public function x() { $this->assertTrue(f(1)); } #[Test] public function y() { $this->assertTrue(g(2)); } }', '<?php class A { public function x() { $this->assertTrue(f(1)); } public function y() { $this->assertTrue(g(2)); } }', 'test-deleted:x', 'test-deleted:y'],
  ['C#: skipped', 'ATests.cs', 'class A { [Fact] public void X() { Assert.True(F(1)); } }', 'class A { [Fact(Skip = "no")] public void X() { Assert.True(F(1)); } }', 'test-skipped:X'],
  ['C#: ignored beside', 'ATests.cs', 'class A { [Test] public void X() { Assert.True(F(1)); } }', 'class A { [Test, Ignore("no")] public void X() { Assert.True(F(1)); } }', 'test-skipped:X'],
  ['C#: in a verbatim string', 'ATests.cs', 'class A { [Fact] public void X() { Assert.True(F(1)); } }', 'class A { string s = @"\\"; [Fact] public void X() { Assert.True(F(1)); } string t = @"""[Fact(Skip=1)]"; }'],
]

for (const [title, path, before, after, ...expected] of rows) test(title, async () => assert.equal(await told({ [path]: [before, after] }), expected))

test('tests move with their file, and between files', async () => {
  assert.equal(await told({ 'a.test.ts': [it('x') + it('y', 'expect(2).toBe(3)'), null], 'b.test.ts': [null, it('x')], 'c.test.ts': [it('w', 'expect(7).toBe(8)'), it('w', 'expect(7).toBe(8)') + it('y', 'expect(2).toBe(3)')] }), [])
  assert.equal(await told({ 'a.test.ts': [`describe('a', () => { ${it('x')} })`, null], 'b.test.ts': [null, `describe('b', () => { ${it('x', 'const page = await open(); await page.click(4); match(page)')} })`] }), [])
  // What lies where nobody runs it is gone.
  assert.equal(await told({ 'a.test.ts': [it('x'), null], 'a.test.ts.bak': [null, it('x')] }), ['test-deleted:x'])
  assert.equal(await told({ 'a.test.ts': [it('x'), null], 'fixtures/a.test.ts': [null, it('x')] }), ['test-deleted:x'])
})

test('a file that goes is told once', async () => {
  const [all] = await found(check, options, ['D a.test.ts'], { texts: { 'a.test.ts': [it('a') + it('b', 'f()') + it('c', 'g()') + it('d', 'h()'), null] }, given: net })
  assert.is(all!.message, 'a.test.ts is gone, and 4 tests with it: "a", "b", "c" …')
})

test('file, line and fix', async () => {
  const [one] = await found(check, options, ['M a.test.ts'], { texts: { 'a.test.ts': [`\n${it('x')}`, `\n\n\n${it('x', undefined, 'it.skip')}`] }, given: net })
  assert.equal(one, { code: 'test-skipped', path: 'a.test.ts', line: 4, message: 'a.test.ts: test "x" is skipped by what was not there before', fix: 'Let it run again, or have a person accept that: drift deviate x -m "why"' })
})

test('the line is that of the test, not of what stands before the first one', async () => {
  const [one] = await found(check, options, ['M a_test.go'], { texts: { 'a_test.go': ['package a\n\nimport "testing"\n\nfunc TestX(t *testing.T) { t.Fatal(f(1)) }\n', 'package a\n'] }, given: net })
  assert.match(one!.message, '(line 5 at the base)')
})

test('commits alone are not asked: a test may move in the next one', async () => {
  assert.equal(await told({ 'a.test.ts': [it('x'), ''] }, { extent: 'commit', bound: 'plan' }), [])
})

/** Configs: path, before, after, what is told. */
const configs: readonly (readonly [title: string, path: string, before: string, after: string, ...told: string[]])[] = [
  ['a threshold falls', 'package.json', '{"jest":{"coverageThreshold":{"global":{"branches":80,"lines":90}}}}', '{"jest":{"coverageThreshold":{"global":{"branches":70,"lines":95}}}}', 'jest.coverageThreshold.global.branches went from 80 to 70'],
  ['a threshold goes', '.nycrc', '{"lines": 90, "check-coverage": true}', '{"check-coverage": true}', 'lines is gone (it was 90)'],
  ['in code', 'vitest.config.ts', 'export default defineConfig({ test: { coverage: { thresholds: { lines: 90 } } } })', 'export default defineConfig({ test: { coverage: { thresholds: { lines: 9 /* 90 */ } } } })', 'test.coverage.thresholds.lines went from 90 to 9'],
  ['what is computed', 'vitest.config.ts', 'export default { test: { coverage: { thresholds: { lines: 90 } } } }', 'export default { test: { coverage: { thresholds: { lines: least } } } }'],
  ['switched on', 'jest.config.js', 'module.exports = { bail: true }', 'module.exports = { bail: true, passWithNoTests: true }', 'passWithNoTests is turned on'],
  ['switched off', '.mocharc.json', '{"forbid-only": true}', '{"forbid-only": false}', 'forbid-only is turned off'],
  ['a list grows', 'jest.config.js', "module.exports = { testPathIgnorePatterns: ['/dist/'] }", "module.exports = { testPathIgnorePatterns: ['/dist/', '/login/'] }", 'testPathIgnorePatterns leaves out more: /login/'],
  ['a list is written anew', 'jest.config.js', "module.exports = { testPathIgnorePatterns: ['/dist/'] }", "module.exports = { testPathIgnorePatterns: ['<rootDir>/dist/'] }"],
  ['a list of something else', 'vite.config.ts', "export default { optimizeDeps: { exclude: ['a'] }, test: { globals: true } }", "export default { optimizeDeps: { exclude: ['a', 'b'] }, test: { globals: true } }"],
  ['a script that cannot fail', 'package.json', '{"scripts":{"test":"vitest run"}}', '{"scripts":{"test":"vitest run || true"}}', 'scripts.test cannot fail any more: vitest run || true'],
  ['a pipe that hides how it ended', 'package.json', '{"scripts":{"test":"vitest run"}}', '{"scripts":{"test":"vitest run | tee log"}}', 'scripts.test cannot fail any more: vitest run | tee log'],
  ['in the background', 'package.json', '{"scripts":{"test":"vitest run"}}', '{"scripts":{"test":"vitest run & true"}}', 'scripts.test cannot fail any more: vitest run & true'],
  ['in quotes of JSON', 'package.json', '{"scripts":{"test":"vitest run"}}', '{"scripts":{"test":"sh -c \\"vitest run || true\\""}}', 'scripts.test cannot fail any more: sh -c \\"vitest run || true\\"'],
  ['it says why, and fails', 'package.json', '{"scripts":{"test":"vitest run"}}', '{"scripts":{"test":"vitest run || (echo no && exit 1)"}}'],
  ['the same key once more, and the last counts', 'package.json', '{"scripts":{"test":"vitest run"}}', '{"scripts":{"test":"vitest run","test":"true"}}', 'scripts.test cannot fail any more: true'],
  ['a number once more', '.c8rc.json', '{"lines":80}', '{"lines":80,"lines":60}', 'lines went from 80 to 60'],
  ['and a key that stands there twice hides no other', '.c8rc.json', '{"lines":80,"functions":80,"functions":80}', '{"lines":60,"functions":80,"functions":80}', 'lines went from 80 to 60'],
  ['a switch once more', '.c8rc.json', '{"check-coverage":true}', '{"check-coverage":true,"check-coverage":false}', 'check-coverage is turned off'],
  ['once more the same', '.c8rc.json', '{"lines":80}', '{"lines":80,"lines":80}'],
  ['only said', 'package.json', '{"scripts":{"test:unit":"vitest run"}}', '{"scripts":{"test:unit":"echo ok"}}', 'scripts.test:unit cannot fail any more: echo ok'],
  ['a script that says something first', 'package.json', '{"scripts":{"test":"vitest run"}}', '{"scripts":{"test":"echo ok && vitest run"}}'],
  ['a script that goes', 'package.json', '{"scripts":{"test":"vitest run","build":"x"}}', '{"scripts":{"build":"x"}}', 'scripts.test is gone'],
  ['the script of npm init', 'package.json', '{"scripts":{"test":"echo \\"Error: no test specified\\" && exit 1"}}', '{"scripts":{"test":"vitest run"}}'],
  ['pytest: coverage', 'pyproject.toml', '[tool.coverage.report]\nfail_under = 80\n', '[tool.coverage.report]\nfail_under = 8 # 80\n', 'tool.coverage.report.fail_under went from 80 to 8'],
  ['pytest: options', 'pytest.ini', '[pytest]\naddopts = -q --cov-fail-under=80\n', '[pytest]\naddopts = -q --cov-fail-under=80\n  --ignore=tests/login\n', 'pytest.addopts leaves out more: --ignore=tests/login'],
  ['pytest: least coverage', 'setup.cfg', '[tool:pytest]\naddopts = --cov-fail-under=80\n', '[tool:pytest]\naddopts = --cov-fail-under=60\n', 'tool:pytest.addopts says --cov-fail-under, which went from 80 to 60'],
  ['pytest: a list', 'pyproject.toml', '[tool.pytest.ini_options]\nnorecursedirs = ["a"]\n', '[tool.pytest.ini_options]\nnorecursedirs = ["a", "login"]\n', 'tool.pytest.ini_options.norecursedirs leaves out more: login'],
  ['a file that no table knows', 'src/config.json', '{"lines": 90}', '{"lines": 9}'],
]

for (const [title, path, before, after, ...expected] of configs) {
  test(`config: ${title}`, async () => assert.equal(await told({ [path]: [before, after] }), expected.map((one) => `config-loosened:${path}: ${one}`)))
}

test('config: a key that moved', async () => {
  assert.equal(await told({ 'package.json': ['{"jest":{"coverageThreshold":{"global":{"lines":90}}}}', '{}'], 'jest.config.js': [null, 'module.exports = { coverageThreshold: { global: { lines: 90 } } }'] }), [])
})

// Locked files.
const locking = (locked_files: readonly string[], id = 'example-plan', allowed_files: readonly string[] = ['src/**', 'test/**']): Plan => ({ ...examplePlan, id, intent: { ...examplePlan.intent, id, allowed_files }, test_contract: { ...examplePlan.test_contract, locked_files } })
const locks = (...plans: readonly Plan[]) => ({ given: { plans } })
const locked = (path: string, globs: string, more = '') => `${path}: ${path} is locked by the test contract of plan example-plan (locked: ${globs})${more}`

cases(check, options, [
  ['an empty change', [], []],
  ['a locked file changes', ['M test/a'], [locked('test/a', 'test/a')], locks(locking(['test/a']))],
  ['it goes, or becomes a link', ['D test/a', 'L test/b'], [locked('test/a', 'test/**'), locked('test/b', 'test/**')], locks(locking(['test/**']))],
  ['its folder becomes a link', ['L test'], [locked('test', 'test/**')], locks(locking(['test/**']))],
  ['beside it', ['M test/b', 'A test/A'], [], locks(locking(['test/a']))],
  ['the file that it leads to', ['M src/real (link of test/a)'], [locked('src/real', 'test/a', ' (test/a leads to it)')], locks(locking(['test/a']))],
  ['a name that takes its place', ['A test/A (twin of test/a)'], [locked('test/A', 'test/a', ' (it is test/a to a file system that folds names)')], locks(locking(['test/a']))],
  ['a link through which it is reached', ['M test (way of test/a)'], [locked('test', 'test/a', ' (test/a is reached through it)')], locks(locking(['test/a']))],
  ['a name like it where none stands', ['A test/A (like of test/a)'], [], locks(locking(['test/a']))],
  ['another plan of the range allows it', ['M test/a'], [], { given: { ...net, plans: [locking(['test/a']), locking([], 'other')] } }],
  ['another plan does not', ['M test/a'], [locked('test/a', 'test/a')], { given: { ...net, plans: [locking(['test/a']), locking([], 'other', ['src/**'])] } }],
  ['a lane took it in the range', ['M test/a'], [locked('test/a', 'test/a')], { given: { ...net, plans: [locking(['test/a'])], elsewhere: ['test/a'] } }],
  ['a merge', ['M test/a'], [locked('test/a', 'test/a')], { given: { extent: 'merge', bound: 'merge', plans: [locking(['test/a'])] } }],
  ['a version that overtakes it locks as well, under every name', ['M src/real (link of test/a)', 'M test/a'], [locked('src/real', 'test/a', ' (test/a leads to it)'), locked('test/a', 'test/a')], { given: { plans: [locking([])], also: [{ ...locking(['test/a']), overtakes: examplePlan.digest }] } }],
  ['and lets nothing go that it locks itself', ['M test/a'], [locked('test/a', 'test/a')], { given: { ...net, plans: [locking(['test/a'], 'example-plan', ['src/**']), locking([], 'other')], also: [{ ...locking(['test/a'], 'other'), overtakes: examplePlan.digest }] } }],
  ['a commit of no plan', ['M test/a'], [], { given: { bound: 'lane', plans: [] } }],
])

// Deviations.
const deviation = (what: string, more: object = {}) => ({ id: what, plan: 'example-plan', what, via: 'human', by: { name: 'Ada', email: 'ada@example.org' }, ...more })
const accepted = (...all: readonly object[]) => told({ 'test/a.test.ts': [it('x y'), ''] }, { seen: { deviation: all } })

test('a deviation accepts a test by its name, its file, or a glob', async () => {
  for (const what of ['x y', 'test/a.test.ts', 'test/a.test.ts::x y', 'test/**', ' x y ']) assert.equal(await accepted(deviation(what)), [], what)
  for (const what of ['x', 'y', 'a.test.ts', 'src/**', '**/[', 'test a.test.ts x y is fine']) assert.equal(await accepted(deviation(what)), ['test-deleted:x y'], what)
})

test('it counts if a person made it, about this plan, as often as approvals must', async () => {
  assert.equal(await accepted(deviation('x y', { via: 'agent:x' })), ['test-deleted:x y'])
  assert.equal(await accepted(deviation('x y', { plan: 'other' })), ['test-deleted:x y'])
  const policy = (approval: Partial<Change['policy']['approval']>) => ({ policy: { ...examplePolicy, approval: { ...examplePolicy.approval, ...approval } }, seen: { deviation: [deviation('x y'), deviation('x y', { by: { name: 'Ada', email: 'ADA@example.org' } })] } })
  const texts = { 'test/a.test.ts': [it('x y'), ''] } as const
  for (const approval of [{ mode: 'merged' }, { mode: 'signed' }, { self: 'deny' }, { threshold: 2 }] as const) assert.equal(await told(texts, policy(approval)), ['test-deleted:x y'], JSON.stringify(approval))
  assert.equal(await told(texts, policy({})), [])
})

test('it accepts no change of a locked file', async () => {
  const change = await found(check, options, ['M test/a'], { given: { ...net, plans: [locking(['test/a'])], seen: { deviation: [deviation('test/a')] } } })
  assert.equal(change.map(({ code }) => code), ['locked'])
})

// Evidence.
const gate = (id: string, more: object = {}) => ({ id, command: `run ${id}`, layer: 'unit', required: true, ...more })
const ran = (id: string, outcome: string, more: object = {}) => ({ gate: id, command: `run ${id}`, tree: 't', dirty: false, outcome, exit: outcome === 'failed' ? 1 : 0, at: '2026-01-01T00:00:00Z', ...more })
const counted = (passed: number) => ({ tests: { runner: 'tap', total: passed, passed, failed: 0, skipped: 0 } })
const proven = async (evidence: 'off' | 'pre-push' | 'ci', stage: Change['stage'], gates: readonly object[], records: readonly object[]) => {
  const plan = { ...examplePlan, test_contract: { ...examplePlan.test_contract, gates } } as Plan
  return (await found(check, { ...options, evidence }, ['M src/a'], { given: { ...net, stage, plans: [plan], seen: { evidence: records } } })).map(({ code, fix }) => `${code} ${fix}`)
}

test('each required gate wants evidence, where the option says', async () => {
  assert.equal(await proven('pre-push', 'pre-push', [gate('a'), gate('b'), gate('c', { required: false })], [ran('a', 'passed')]), ['gate-not-run drift verify b'])
  const asked = async (...of: ['off' | 'pre-push' | 'ci', Change['stage']][]) => Promise.all(of.map(async (one) => (await proven(...one, [gate('a')], [])).length))
  assert.equal(await asked(['off', 'pre-push'], ['off', 'ci'], ['pre-push', 'pre-push'], ['pre-push', 'ci'], ['ci', 'pre-push'], ['ci', 'ci'], ['ci', 'receive']), [0, 0, 1, 0, 1, 1, 1])
})

test('of a plan that changed on the way the newest contract is asked for', async () => {
  const versions = [[gate('a')], [gate('a', { command: 'run b' }), gate('c')]].map((gates, i) => ({ ...examplePlan, digest: String(i).repeat(40), test_contract: { ...examplePlan.test_contract, gates } })) as unknown as Plan[]
  const asked = async (records: readonly object[]) => (await found(check, { ...options, evidence: 'ci' }, ['M src/a'], { given: { ...net, stage: 'ci', plans: versions, seen: { evidence: records } } })).map(({ message }) => message.slice(0, 6))
  assert.equal(await asked([]), ['gate a', 'gate c'])
  assert.equal(await asked([ran('a', 'passed', { command: 'run b' }), ran('c', 'passed')]), [])
})

test('what evidence says: the newest run of just this command on just this tree', async () => {
  const says = (...records: object[]) => proven('ci', 'pre-push', [gate('a', { min_tests: 2 })], records)
  assert.equal(await says(ran('a', 'failed')), ['gate-failed drift verify a'])
  assert.equal(await says(ran('a', 'unverifiable')), ['gate-unverifiable drift verify a'])
  assert.equal(await says(ran('a', 'passed')), ['gate-unverifiable drift verify a'])
  assert.equal(await says(ran('a', 'passed', counted(1))), ['gate-failed drift verify a'])
  assert.equal(await says(ran('a', 'passed', counted(2))), [])
  assert.equal(await says(ran('a', 'passed', { ...counted(2), dirty: true })), ['gate-not-run drift verify a'])
  assert.equal(await says(ran('a', 'passed', { ...counted(2), command: 'run a || true' })), ['gate-not-run drift verify a'])
  assert.equal(await says(ran('a', 'passed', { ...counted(2), at: '2026-01-02T00:00:00Z' }), ran('a', 'failed')), [])
  assert.equal(await says(ran('a', 'failed', { at: '2026-01-02T00:00:00Z' }), ran('a', 'passed', counted(2))), ['gate-failed drift verify a'])
})

test('it reads what it needs: nothing of a commit without locked files, records only of plans', () => {
  const reads = (given: Partial<Change>, evidence: 'off' | 'ci' = 'off') => check.reads!({ ...options, evidence }, exampleChange({ change: ['M a'], given }, parseMessage))
  assert.equal(reads({ extent: 'commit' }), {})
  assert.equal(reads({ extent: 'commit', stage: 'commit-msg', plans: [locking(['test/a'])] }), { names: ['test/a'] })
  assert.equal([reads({ ...net, plans: [] }).kinds, reads({ ...net }).kinds, reads({ ...net }, 'ci').kinds], [[], ['deviation'], ['deviation', 'evidence']])
})

test('text without end costs no time without end', async () => {
  const start = Date.now()
  for (const [path, text] of [['a.test.ts', '`${'.repeat(2000)], ['b.test.ts', 'it('.repeat(50_000)], ['c.test.ts', ' '.repeat(500_000) + 'it'], ['test_d.py', '@\n'.repeat(50_000)], ['e.rs', '#['.repeat(50_000)], ['ETest.java', 'a('.repeat(50_000)], ['f_spec.rb', "<<~A\n".repeat(5000)], ['g_test.go', 'x'.repeat(500_000)], ['h.test.ts', `it('x', () => { assert.deepEqual(${`"${'x'.repeat(3000)}", `.repeat(8)}f) })`], ['i.test.ts', `it('x', () => { assert(${'1'.repeat(3000)} x) })`], ['j.test.ts', `it('x', () => { ${'expect(('.repeat(20_000)} })`], ['test_k.py', 'def test_x('.repeat(20_000)], ['test_l.py', `def test_x():\n    assert (${'a('.repeat(30_000)}\n`], ['m.test.ts', `it('x', {${'{ /*'.repeat(20_000)}}, 1)`], ['pom.xml', '<a '.repeat(30_000)], ['rails_helper.rb', 'a ('.repeat(20_000)]] as const) await told({ [path]: [text, `${text} `] })
  assert.ok(Date.now() - start < 20_000, `${Date.now() - start} ms`)
})


test.run()
