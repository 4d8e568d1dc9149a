// Files that say what test runners and coverage demand, and which of their keys can demand less: data.
import type { Form } from './entries.ts'

/**
 * How a key gets looser. `lower`: a number falls, or goes. `longer`: a list of what is left out grows. `shorter`: a list of what is
 * looked at shrinks, or gets exclusions. `on`, `off`, `no`: a switch is turned on, is turned off, is set to false where that is not
 * usual. `set`: it stands there, or says something else. `options`: of a command line. `script`: the same, and it cannot fail any more.
 */
export type Looser = 'lower' | 'longer' | 'shorter' | 'on' | 'off' | 'no' | 'set' | 'options' | 'script'

export interface Known {
  readonly files: readonly string[]
  readonly form: Form
  readonly keys: readonly (readonly [key: RegExp, looser: Looser])[]
}

const coverage = '(?:branches|functions|lines|statements)'
const js = '{js,cjs,mjs,ts,cts,mts}'

export const known: readonly Known[] = [
  {
    files: ['**/package.json', '**/{jest,vitest,vite}.config.{js,cjs,mjs,ts,cts,mts,json}', '**/vitest.workspace.{js,ts,json}', `**/{nyc,c8,playwright,cypress}.config.${js}`, '**/.nycrc', '**/.nycrc.json', '**/.c8rc', '**/.c8rc.json', '**/.mocharc', '**/.mocharc.{json,jsonc,js,cjs}'],
    form: 'objects',
    keys: [
      [new RegExp(`(?:^|\\.)(?:coverageThreshold|thresholds?)\\.(?:.*\\.)?${coverage}$|(?:^|\\.)coverage\\.${coverage}$|^(?:nyc\\.|c8\\.)?${coverage}$`), 'lower'],
      [/(?:^|\.)(?:testPathIgnorePatterns|coveragePathIgnorePatterns|modulePathIgnorePatterns|testIgnore)$|(?:^|\.)test\.(?:coverage\.)?exclude$|^(?:nyc|c8)\.exclude$|^(?:mocha\.)?(?:ignore|exclude)$/, 'longer'],
      [/(?:^|\.)(?:testMatch|collectCoverageFrom|roots)$|^(?:mocha\.)?spec$|(?:^|\.)test\.(?:coverage\.)?include$/, 'shorter'],
      [/(?:^|\.)(?:passWithNoTests|allowOnly|dangerouslyIgnoreUnhandledErrors)$/, 'on'],
      [/(?:^|\.)(?:check-coverage|checkCoverage|forbidOnly|forbid-only|forbidPending|forbid-pending|collectCoverage)$|(?:^|\.)coverage\.enabled$|^(?:nyc\.|c8\.)?all$/, 'off'],
      [/(?:^|\.)testNamePattern$|^(?:mocha\.)?(?:f?grep|invert)$|(?:^|\.)grep(?:Invert)?$/, 'set'],
      [/^scripts\.(?:pre|post)?(?:test|coverage|ci)(?:[:.-].*)?$/, 'script'],
    ],
  },
  {
    files: ['**/pyproject.toml', '**/{pytest,tox}.ini', '**/.pytest.ini', '**/setup.cfg', '**/.coveragerc'],
    form: 'lines',
    keys: [
      [/(?:^|\.)fail_under$/, 'lower'],
      [/(?:^|\.)addopts$/, 'options'],
      [/(?:^|\.)(?:norecursedirs|collect_ignore|collect_ignore_glob)$/, 'longer'],
      [/^(?:tool\.coverage\.run|coverage:run|run)\.omit$|^(?:tool\.coverage\.report|coverage:report|report)\.(?:omit|exclude_lines|exclude_also)$/, 'longer'],
      [/(?:^|\.)(?:testpaths|python_files|python_classes|python_functions)$|^(?:tool\.coverage\.run|coverage:run|run)\.(?:source|include)$/, 'shorter'],
      [/(?:^|\.)ignore_outcome$/, 'on'],
      [/(?:^|\.)xfail_strict$|^(?:tool\.coverage\.run|coverage:run|run)\.branch$/, 'off'],
    ],
  },
  { files: ['**/conftest.py'], form: 'lines', keys: [[/^collect_ignore(?:_glob)?$/, 'longer']] },
  { files: ['**/.nycrc.{yml,yaml}', '**/.c8rc.{yml,yaml}', '**/.mocharc.{yml,yaml}'], form: 'lines', keys: [[new RegExp(`^${coverage}$`), 'lower'], [/^check-coverage$|^forbid-(?:only|pending)$/, 'off'], [/^(?:ignore|exclude)$/, 'longer'], [/^spec$/, 'shorter'], [/^f?grep$|^invert$/, 'set']] },
  { files: ['**/{,.}codecov.{yml,yaml}'], form: 'lines', keys: [[/^target$/, 'lower'], [/^informational$/, 'on']] },
  { files: ['**/Cargo.toml'], form: 'lines', keys: [[/(?:^|\.)(?:test|autotests|doctest)$/, 'no']] },
  { files: ['**/{,.}tarpaulin.toml'], form: 'lines', keys: [[/(?:^|\.)fail-under$/, 'lower'], [/(?:^|\.)exclude(?:-files)?$/, 'longer']] },
  { files: ['**/*.gradle', '**/*.gradle.kts'], form: 'lines', keys: [[/^minimum$/, 'lower'], [/^ignoreFailures$/, 'on']] },
  {
    files: ['**/pom.xml', '**/*.{csproj,runsettings}', '**/Directory.Build.{props,targets}'],
    form: 'xml',
    keys: [
      [/^(?:minimum|Threshold)$/, 'lower'],
      [/^(?:skipTests|skipITs|maven\.test\.skip|testFailureIgnore|maven\.test\.failure\.ignore)$/, 'on'],
      [/^(?:haltOnFailure|IsTestProject)$/, 'off'],
      [/^(?:VSTest)?TestCaseFilter$/, 'set'],
    ],
  },
  { files: ['**/phpunit.xml{,.dist}', '**/phpunit.dist.xml'], form: 'xml', keys: [[/^(?:failOn\w+|beStrictAbout\w+)$/, 'off'], [/^exclude$/, 'longer'], [/^directory$/, 'shorter'], [/^defaultTestSuite$/, 'set']] },
  { files: ['**/.rspec'], form: 'options', keys: [[/^options$/, 'options']] },
  { files: ['**/.simplecov', '**/{spec,test,rails}_helper.rb'], form: 'calls', keys: [[/^minimum_coverage(?:_by_file)?$/, 'lower']] },
]
