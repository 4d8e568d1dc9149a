// Configs of runners and of coverage that demand less, in all languages; then honest changes of them.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import check from '../../checks/test-contract.ts'
import { found } from '../support/found.ts'

type Texts = Readonly<Record<string, readonly [before: string | null, after: string | null]>>
type Row = readonly [title: string, texts: Texts, ...told: string[]]

const options = { evidence: 'off', exempt: ['**/fixtures/**'] } as const
const unlike = (texts: Texts, change: (text: string) => string): Texts => Object.fromEntries(Object.entries(texts).map(([path, [before, after]]) => [path, [before === null ? null : change(before), after === null ? null : change(after)]]))

async function told(texts: Texts): Promise<string[]> {
  const change = Object.entries(texts).map(([path, [before, after]]) => `${before === null ? 'A' : after === null ? 'D' : 'M'} ${path}`)
  return (await found(check, options, change, { texts, given: { extent: 'net', bound: 'net' } })).map(({ code, message }) => (code === 'config-loosened' ? message.slice(message.indexOf(': ') + 2) : code))
}

const rows: readonly Row[] = [
  ['new pytest.ini', { 'pytest.ini': [null, '[pytest]\naddopts = --ignore=tests/login\n'] }, 'pytest.addopts leaves out more: --ignore=tests/login'],
  ['second list', { 'jest.config.js': ["module.exports = { testPathIgnorePatterns: ['/dist/'] }", "module.exports = { testPathIgnorePatterns: ['/dist/'], modulePathIgnorePatterns: ['/login/'] }"] }, 'modulePathIgnorePatterns leaves out more: /login/'],
  ['jest collectCoverageFrom narrowed', { 'jest.config.js': ["module.exports = { collectCoverageFrom: ['src/**', 'lib/**'] }", "module.exports = { collectCoverageFrom: ['src/**'] }"] }, 'collectCoverageFrom looks no longer at lib/**'],
  ['jest collectCoverageFrom !', { 'jest.config.js': ["module.exports = { collectCoverageFrom: ['src/**'] }", "module.exports = { collectCoverageFrom: ['src/**', '!src/login/**'] }"] }, 'collectCoverageFrom leaves out more: !src/login/**'],
  ['jest testMatch narrowed', { 'jest.config.js': ["module.exports = { testMatch: ['**/*.test.js', '**/*.spec.js'] }", "module.exports = { testMatch: ['**/*.test.js'] }"] }, 'testMatch looks no longer at **/*.spec.js'],
  ['jest new ignore list', { 'jest.config.js': ['module.exports = { bail: true }', "module.exports = { bail: true, testPathIgnorePatterns: ['/login/'] }"] }, 'testPathIgnorePatterns leaves out more: /login/'],
  ['jest new ignore list default node_modules', { 'jest.config.js': ['module.exports = { bail: true }', "module.exports = { bail: true, testPathIgnorePatterns: ['/node_modules/'] }"] }],
  ['jest ignore replaced same count', { 'jest.config.js': ["module.exports = { testPathIgnorePatterns: ['/dist/'] }", "module.exports = { testPathIgnorePatterns: ['/login/'] }"] }, 'testPathIgnorePatterns leaves out more: /login/'],
  ['jest collectCoverage off', { 'jest.config.js': ['module.exports = { collectCoverage: true }', 'module.exports = { collectCoverage: false }'] }, 'collectCoverage is turned off'],
  ['jest coverageThreshold computed->0', { 'jest.config.js': ['module.exports = { coverageThreshold: { global: { lines: 80 } } }', 'module.exports = { coverageThreshold: { global: { lines: 0 } } }'] }, 'coverageThreshold.global.lines went from 80 to 0'],
  ['jest negative threshold', { 'jest.config.js': ['module.exports = { coverageThreshold: { global: { lines: 80 } } }', 'module.exports = { coverageThreshold: { global: { lines: -100 } } }'] }, 'coverageThreshold.global.lines went from 80 to -100'],
  ['jest config deleted', { 'jest.config.js': ['module.exports = { coverageThreshold: { global: { lines: 80 } } }', null] }, 'coverageThreshold.global.lines is gone (it was 80)'],
  ['vitest include narrowed', { 'vitest.config.ts': ["export default { test: { include: ['a/**', 'b/**'] } }", "export default { test: { include: ['a/**'] } }"] }, 'test.include looks no longer at b/**'],
  ['vitest exclude new', { 'vitest.config.ts': ['export default { test: { globals: true } }', "export default { test: { globals: true, exclude: ['src/login/**'] } }"] }, 'test.exclude leaves out more: src/login/**'],
  ['vitest coverage enabled off', { 'vitest.config.ts': ['export default { test: { coverage: { enabled: true } } }', 'export default { test: { coverage: { enabled: false } } }'] }, 'test.coverage.enabled is turned off'],
  ['vitest coverage.exclude new', { 'vitest.config.ts': ['export default { test: { coverage: { enabled: true } } }', "export default { test: { coverage: { enabled: true, exclude: ['src/login.ts'] } } }"] }, 'test.coverage.exclude leaves out more: src/login.ts'],
  ['nyc check-coverage removed', { '.nycrc': ['{"check-coverage": true, "lines": 90}', '{"lines": 90}'] }, 'check-coverage is turned off'],
  ['mocharc ignore', { '.mocharc.json': ['{"spec": "test"}', '{"spec": "test", "ignore": ["test/login*"]}'] }, 'ignore leaves out more: test/login*'],
  ['mocharc grep', { '.mocharc.json': ['{"spec": "test"}', '{"spec": "test", "grep": "fast"}'] }, 'grep leaves out what does not fit fast'],
  ['scripts.test ignoring', { 'package.json': ['{"scripts":{"test":"jest"}}', '{"scripts":{"test":"jest --testPathIgnorePatterns login"}}'] }, 'scripts.test leaves out more: --testPathIgnorePatterns login'],
  ['scripts.test passWithNoTests', { 'package.json': ['{"scripts":{"test":"jest"}}', '{"scripts":{"test":"jest --passWithNoTests"}}'] }, 'scripts.test cannot fail any more: jest --passWithNoTests'],
  ['scripts.test mocha --exclude', { 'package.json': ['{"scripts":{"test":"mocha"}}', '{"scripts":{"test":"mocha --exclude test/login.js"}}'] }, 'scripts.test leaves out more: --exclude test/login.js'],
  ['scripts.test -t', { 'package.json': ['{"scripts":{"test":"vitest run"}}', '{"scripts":{"test":"vitest run --exclude src/login"}}'] }, 'scripts.test leaves out more: --exclude src/login'],
  ['scripts.test c8 --lines', { 'package.json': ['{"scripts":{"test":"c8 --check-coverage --lines 90 node --test"}}', '{"scripts":{"test":"c8 --check-coverage --lines 50 node --test"}}'] }, 'scripts.test says --lines, which went from 90 to 50'],
  ['scripts.coverage', { 'package.json': ['{"scripts":{"coverage":"c8 --check-coverage --lines 90 node --test"}}', '{"scripts":{"coverage":"c8 --check-coverage --lines 50 node --test"}}'] }, 'scripts.coverage says --lines, which went from 90 to 50'],
  ['scripts.test honest change', { 'package.json': ['{"scripts":{"test":"mocha"}}', '{"scripts":{"test":"vitest run"}}'] }],
  ['scripts.ci', { 'package.json': ['{"scripts":{"ci":"vitest run"}}', '{"scripts":{"ci":"vitest run || true"}}'] }, 'scripts.ci cannot fail any more: vitest run || true'],
  ['pytest -m', { 'pytest.ini': ['[pytest]\naddopts = -q\n', '[pytest]\naddopts = -q -m "not login"\n'] }, 'pytest.addopts leaves out more: -m not'],
  ['pytest --collect-only', { 'pytest.ini': ['[pytest]\naddopts = -q\n', '[pytest]\naddopts = -q --collect-only\n'] }, 'pytest.addopts leaves out more: --collect-only'],
  ['pytest -k attached', { 'pytest.ini': ['[pytest]\naddopts = -q\n', '[pytest]\naddopts = -q -kfast\n'] }, 'pytest.addopts leaves out more: -kfast'],
  ['pytest --ignore sep', { 'pytest.ini': ['[pytest]\naddopts = -q\n', '[pytest]\naddopts = -q --ignore tests/login\n'] }, 'pytest.addopts leaves out more: --ignore tests/login'],
  ['pytest toml list addopts', { 'pyproject.toml': ['[tool.pytest.ini_options]\naddopts = ["-q"]\n', '[tool.pytest.ini_options]\naddopts = ["-q", "--ignore=tests/login"]\n'] }, 'tool.pytest.ini_options.addopts leaves out more: --ignore=tests/login'],
  ['pytest testpaths narrowed', { 'pytest.ini': ['[pytest]\ntestpaths = tests more\n', '[pytest]\ntestpaths = tests\n'] }, 'pytest.testpaths looks no longer at more'],
  ['pytest xfail_strict', { 'pytest.ini': ['[pytest]\nxfail_strict = true\n', '[pytest]\nxfail_strict = false\n'] }, 'pytest.xfail_strict is turned off'],
  ['pytest xfail_strict True', { 'pytest.ini': ['[pytest]\nxfail_strict = True\n', '[pytest]\n'] }, 'pytest.xfail_strict is turned off'],
  ['coverage fail_under gone with file', { '.coveragerc': ['[report]\nfail_under = 80\n', null] }, 'report.fail_under is gone (it was 80)'],
  ['coverage omit new', { '.coveragerc': ['[run]\nbranch = True\n', '[run]\nbranch = True\nomit = src/login.py\n'] }, 'run.omit leaves out more: src/login.py'],
  ['coverage branch off', { '.coveragerc': ['[run]\nbranch = True\n', '[run]\nbranch = False\n'] }, 'run.branch is turned off'],
  ['conftest collect_ignore', { 'tests/conftest.py': ['import pytest\n', 'import pytest\ncollect_ignore = ["test_login.py"]\n'] }, 'collect_ignore leaves out more: test_login.py'],
  ['conftest deselect', { 'conftest.py': ['import pytest\n', 'import pytest\ncollect_ignore_glob = ["*_login.py"]\n'] }, 'collect_ignore_glob leaves out more: *_login.py'],
  ['codecov', { 'codecov.yml': ['coverage:\n  status:\n    project:\n      default:\n        target: 80%\n', 'coverage:\n  status:\n    project:\n      default:\n        target: 50%\n'] }, 'target went from 80 to 50'],
  ['phpunit exclude', { 'phpunit.xml': ['<phpunit><testsuites><testsuite name="a"><directory>tests</directory></testsuite></testsuites></phpunit>', '<phpunit><testsuites><testsuite name="a"><directory>tests</directory><exclude>tests/Login</exclude></testsuite></testsuites></phpunit>'] }, 'exclude leaves out more: tests/Login'],
  ['phpunit failOnRisky', { 'phpunit.xml': ['<phpunit failOnRisky="true"></phpunit>', '<phpunit failOnRisky="false"></phpunit>'] }, 'failOnRisky is turned off'],
  ['pom jacoco', { 'pom.xml': ['<project><minimum>0.80</minimum></project>', '<project><minimum>0.10</minimum></project>'] }, 'minimum went from 0.80 to 0.10'],
  ['pom skipTests', { 'pom.xml': ['<project><properties></properties></project>', '<project><properties><skipTests>true</skipTests></properties></project>'] }, 'skipTests is turned on'],
  ['pom failure ignore', { 'pom.xml': ['<project><properties></properties></project>', '<project><properties><maven.test.failure.ignore>true</maven.test.failure.ignore></properties></project>'] }, 'maven.test.failure.ignore is turned on'],
  ['gradle ignoreFailures', { 'build.gradle': ['test { useJUnitPlatform() }', 'test { useJUnitPlatform()\n ignoreFailures = true }'] }, 'ignoreFailures is turned on'],
  ['gradle jacoco', { 'build.gradle.kts': ['minimum = "0.8".toBigDecimal()', 'minimum = "0.1".toBigDecimal()'] }, 'minimum went from 0.8 to 0.1'],
  ['rspec tag', { '.rspec': ['--color\n', '--color\n--tag ~login\n'] }, 'options leaves out more: --tag ~login'],
  ['simplecov', { 'spec/spec_helper.rb': ['SimpleCov.minimum_coverage 90\n', 'SimpleCov.minimum_coverage 10\n'] }, 'minimum_coverage went from 90 to 10'],
  ['Cargo test=false', { 'Cargo.toml': ['[lib]\nname = "a"\n', '[lib]\nname = "a"\ntest = false\n'] }, 'lib.test is turned off'],
  ['Cargo autotests', { 'Cargo.toml': ['[package]\nname = "a"\n', '[package]\nname = "a"\nautotests = false\n'] }, 'package.autotests is turned off'],
  ['tarpaulin', { 'tarpaulin.toml': ['[a]\nfail-under = 80\n', '[a]\nfail-under = 10\n'] }, 'a.fail-under went from 80 to 10'],
  ['csproj Threshold', { 'A.Tests/A.csproj': ['<Project><PropertyGroup><Threshold>80</Threshold></PropertyGroup></Project>', '<Project><PropertyGroup><Threshold>10</Threshold></PropertyGroup></Project>'] }, 'Threshold went from 80 to 10'],
  ['csproj IsTestProject', { 'A.Tests/A.csproj': ['<Project><PropertyGroup><IsTestProject>true</IsTestProject></PropertyGroup></Project>', '<Project><PropertyGroup><IsTestProject>false</IsTestProject></PropertyGroup></Project>'] }, 'IsTestProject is turned off'],

  // Honest.
  ['cargo: a new program without tests', { 'Cargo.toml': ['[package]\nname = "a"\n', '[package]\nname = "a"\n[[bin]]\nname = "b"\ntest = false\n'], 'fuzz/Cargo.toml': [null, '[package]\nname = "f"\n[[bin]]\nname = "b"\ntest = false\ndoc = false\n'] }],
  ['pom: what is packed', { 'pom.xml': ['<project></project>', '<project><plugin><skip>true</skip><excludes><exclude>META-INF/a.class</exclude></excludes></plugin></project>'] }],
  ['new jest', { 'jest.config.js': [null, "module.exports = { testPathIgnorePatterns: ['/node_modules/', '<rootDir>/dist/'], coverageThreshold: { global: { lines: 80 } }, collectCoverageFrom: ['src/**/*.ts', '!src/**/*.d.ts'] }"] }],
  ['moved jest', { 'package.json': ['{"jest":{"testPathIgnorePatterns":["/login/"],"coverageThreshold":{"global":{"lines":90}}}}', '{}'], 'jest.config.js': [null, "module.exports = { testPathIgnorePatterns: ['/login/'], coverageThreshold: { global: { lines: 90 } } }"] }],
  ['setup.cfg -> pyproject', { 'setup.cfg': ['[tool:pytest]\naddopts = -q --ignore=x\n[coverage:report]\nfail_under = 80\n', ''], 'pyproject.toml': ['[project]\nname = "a"\n', '[project]\nname = "a"\n[tool.pytest.ini_options]\naddopts = "-q --ignore=x"\n[tool.coverage.report]\nfail_under = 80\n'] }],
  ['package dep bump', { 'package.json': ['{"name":"a","version":"1.0.0","scripts":{"test":"vitest run","ci":"npm test"},"dependencies":{"a":"1"}}', '{"name":"a","version":"1.0.1","scripts":{"test":"vitest run","ci":"npm test && npm run lint","lint":"eslint ."},"dependencies":{"a":"2"}}'] }],
  ['tsup exclude', { 'vite.config.ts': ['export default { build: { target: 1 } }', "export default { build: { target: 1 }, server: { fs: { exclude: ['a'] } } }"] }],
  ['pom honest', { 'pom.xml': ['<project><dependencies></dependencies></project>', '<project><dependencies><dependency><exclusions><exclusion><groupId>a</groupId></exclusion></exclusions></dependency></dependencies></project>'] }],
  ['cargo honest', { 'Cargo.toml': ['[package]\nname = "a"\nversion = "1"\n', '[package]\nname = "a"\nversion = "2"\n[features]\ntest = []\n'] }],
  ['gradle honest', { 'build.gradle': ['dependencies {\n  a "1"\n}\n', 'dependencies {\n  a "2"\n}\ntest {\n  useJUnitPlatform()\n}\n'] }],
  ['codecov up', { 'codecov.yml': ['coverage:\n  status:\n    project:\n      default:\n        target: 80%\n', 'coverage:\n  status:\n    project:\n      default:\n        target: 85%\n'] }],
  ['pytest -k gone', { 'pytest.ini': ['[pytest]\naddopts = -q -k fast\n', '[pytest]\naddopts = -q -ra --strict-markers\n'] }],
  ['scripts coverage added', { 'package.json': ['{"scripts":{"test":"node --test"}}', '{"scripts":{"test":"c8 --check-coverage --lines 90 node --test"}}'] }],
]

for (const [title, texts, ...expected] of rows) test(title, async () => {
  assert.equal(await told(texts), expected)
  assert.equal(await told(unlike(texts, (text) => text.replaceAll('\n', '\r\n'))), expected, 'with the line ends of Windows')
})

test.run()
