// What files say of a repository by standing there, as one table a question. A pattern with a `/` counts from the root, any
// other at every depth.
import { matches } from '../../host/globs.ts'

/** Something that a repository uses, and how one sees it. */
export interface Mark {
  readonly name: string
  /** Globs: any of these files. */
  readonly files: readonly string[]
  /** Said in one of them, too. */
  readonly says?: RegExp
  /** Not where this one is found. */
  readonly unless?: string
}

/** A mark that was found, and in which file. */
export interface Marked {
  readonly name: string
  readonly file: string
}

const manifest = ['**/package.json']
const python = ['**/pyproject.toml', '**/setup.cfg', '**/tox.ini', '**/requirements*.txt', '**/Pipfile']
const jvm = ['**/pom.xml', '**/build.gradle', '**/build.gradle.kts']
const dotnet = ['**/*.csproj', '**/*.fsproj', '**/*.vbproj']
/** A dependency in a package.json. */
const depends = (name: string) => new RegExp(`"${name}"\\s*:`)

export const packageManagers: readonly Mark[] = [
  { name: 'npm', files: ['**/package-lock.json', '**/npm-shrinkwrap.json'] },
  { name: 'pnpm', files: ['**/pnpm-lock.yaml'] },
  { name: 'yarn 1', files: ['**/yarn.lock'], says: /^# yarn lockfile v1/m },
  { name: 'yarn', files: ['**/yarn.lock'], says: /^__metadata:/m },
  { name: 'yarn, without node_modules', files: ['.pnp.cjs'] },
  { name: 'bun', files: ['**/bun.lock', '**/bun.lockb'] },
  { name: 'deno', files: ['**/deno.json', '**/deno.jsonc'] },
  { name: 'uv', files: ['**/uv.lock'] }, { name: 'poetry', files: ['**/poetry.lock'] }, { name: 'pdm', files: ['**/pdm.lock'] }, { name: 'pipenv', files: ['**/Pipfile'] },
  { name: 'pip', files: ['**/requirements*.txt'] },
  { name: 'cargo', files: ['**/Cargo.toml'] }, { name: 'go modules', files: ['**/go.mod'] },
  { name: 'maven', files: ['**/pom.xml'] }, { name: 'gradle', files: ['**/build.gradle', '**/build.gradle.kts'] }, { name: 'sbt', files: ['**/build.sbt'] },
  { name: 'nuget', files: [...dotnet, '**/packages.config'] }, { name: 'bundler', files: ['**/Gemfile'] }, { name: 'composer', files: ['**/composer.json'] },
  { name: 'mix', files: ['**/mix.exs'] }, { name: 'pub', files: ['**/pubspec.yaml'] }, { name: 'swift package', files: ['**/Package.swift'] }, { name: 'cocoapods', files: ['**/Podfile'] },
  { name: 'stack', files: ['**/stack.yaml'] }, { name: 'cabal', files: ['**/*.cabal'] }, { name: 'nix', files: ['flake.nix'] },
]

/** Test runners; `command` runs them where no script of the repository's own does. */
export const testRunners: readonly (Mark & { readonly command?: string })[] = [
  { name: 'vitest', files: manifest, says: depends('vitest'), command: 'npx vitest run' }, { name: 'jest', files: manifest, says: depends('jest'), command: 'npx jest' },
  { name: 'mocha', files: manifest, says: depends('mocha'), command: 'npx mocha' }, { name: 'ava', files: manifest, says: depends('ava'), command: 'npx ava' },
  { name: 'tap', files: manifest, says: depends('tap'), command: 'npx tap' }, { name: 'uvu', files: manifest, says: depends('uvu'), command: 'npx uvu' },
  { name: 'node:test', files: manifest, says: /node\s+(?:--\S+\s+)*--test\b/, command: 'node --test' },
  { name: 'jasmine', files: manifest, says: depends('jasmine'), command: 'npx jasmine' }, { name: 'karma', files: manifest, says: depends('karma') },
  { name: 'playwright', files: manifest, says: depends('@playwright/test'), command: 'npx playwright test' }, { name: 'cypress', files: manifest, says: depends('cypress'), command: 'npx cypress run' },
  { name: 'pytest', files: ['**/pytest.ini', '**/conftest.py'], command: 'pytest' }, { name: 'pytest', files: python, says: /\bpytest\b/, command: 'pytest' },
  { name: 'tox', files: ['**/tox.ini'], command: 'tox' }, { name: 'nox', files: ['**/noxfile.py'], command: 'nox' },
  { name: 'unittest', files: ['**/test_*.py'], unless: 'pytest', command: 'python -m unittest' },
  { name: 'go test', files: ['**/*_test.go'], command: 'go test ./...' }, { name: 'cargo test', files: ['**/Cargo.toml'], command: 'cargo test' },
  { name: 'JUnit', files: jvm, says: /junit/i }, { name: 'TestNG', files: jvm, says: /testng/i },
  { name: 'RSpec', files: ['**/.rspec', '**/spec/spec_helper.rb'], command: 'bundle exec rspec' }, { name: 'minitest', files: ['**/test/test_helper.rb'], command: 'bundle exec rake test' },
  { name: 'PHPUnit', files: ['**/phpunit.xml', '**/phpunit.xml.dist'], command: 'vendor/bin/phpunit' }, { name: 'Pest', files: ['**/Pest.php'], command: 'vendor/bin/pest' },
  { name: 'dotnet test', files: dotnet, says: /Microsoft\.NET\.Test\.Sdk|xunit|NUnit|MSTest/i, command: 'dotnet test' },
  { name: 'ExUnit', files: ['**/test/test_helper.exs'], command: 'mix test' }, { name: 'Bats', files: ['**/*.bats'], command: 'bats -r .' },
  { name: 'XCTest', files: ['**/Package.swift'], says: /testTarget/, command: 'swift test' }, { name: 'CTest', files: ['**/CMakeLists.txt'], says: /enable_testing|add_test/i },
]

export const coverageTools: readonly Mark[] = [
  { name: 'c8', files: manifest, says: depends('c8') }, { name: 'nyc', files: manifest, says: depends('nyc') }, { name: 'nyc', files: ['**/.nycrc*'] },
  { name: 'vitest coverage', files: manifest, says: /"@vitest\/coverage-/ }, { name: 'jest coverage', files: manifest, says: /"(?:collectCoverage|coverageThreshold)"|jest\b.*--coverage/ },
  { name: 'node coverage', files: manifest, says: /--experimental-test-coverage/ },
  { name: 'coverage.py', files: ['**/.coveragerc'] }, { name: 'coverage.py', files: python, says: /tool\.coverage|pytest-cov|^\[coverage:/m },
  { name: 'JaCoCo', files: jvm, says: /jacoco/i }, { name: 'SimpleCov', files: ['**/Gemfile'], says: /simplecov/ }, { name: 'Coverlet', files: dotnet, says: /coverlet/i },
  { name: 'go cover', files: ['**/Makefile', '**/*.mk'], says: /-cover(?:profile|mode)\b/ }, { name: 'tarpaulin', files: ['**/tarpaulin.toml'] },
  { name: 'Codecov', files: ['codecov.yml', '.codecov.yml', '.github/codecov.yml', 'codecov.yaml'] }, { name: 'Coveralls', files: ['.coveralls.yml'] },
]

/** CI systems; `init` is their name for `drift init --ci`. */
export const ciSystems: readonly (Mark & { readonly init: string })[] = [
  { name: 'GitHub Actions', files: ['.github/workflows/*.{yml,yaml}'], init: 'github' }, { name: 'GitLab CI', files: ['.gitlab-ci.yml'], init: 'gitlab' },
  { name: 'Forgejo Actions', files: ['.forgejo/workflows/*.{yml,yaml}'], init: 'forgejo' }, { name: 'Gitea Actions', files: ['.gitea/workflows/*.{yml,yaml}'], init: 'gitea' },
  { name: 'Jenkins', files: ['Jenkinsfile'], init: 'jenkins' }, { name: 'CircleCI', files: ['.circleci/config.yml'], init: 'circleci' },
  { name: 'Azure Pipelines', files: ['azure-pipelines*.{yml,yaml}', '.azure-pipelines/*.{yml,yaml}'], init: 'azure' }, { name: 'Bitbucket Pipelines', files: ['bitbucket-pipelines.yml'], init: 'bitbucket' },
  { name: 'Buildkite', files: ['.buildkite/*.{yml,yaml,json}', 'buildkite.yml'], init: 'buildkite' }, { name: 'Woodpecker', files: ['.woodpecker.{yml,yaml}', '.woodpecker/*.{yml,yaml}'], init: 'woodpecker' },
  { name: 'Drone', files: ['.drone.yml'], init: 'drone' }, { name: 'Travis CI', files: ['.travis.yml'], init: 'travis' }, { name: 'Semaphore', files: ['.semaphore/*.yml'], init: 'semaphore' },
  { name: 'Cirrus CI', files: ['.cirrus.{yml,yaml,star}'], init: 'cirrus' }, { name: 'AppVeyor', files: ['appveyor.yml', '.appveyor.yml'], init: 'appveyor' },
  { name: 'CodeBuild', files: ['buildspec.yml', 'buildspec.yaml'], init: 'codebuild' }, { name: 'TeamCity', files: ['.teamcity/**'], init: 'teamcity' },
]

export const agents: readonly Mark[] = [
  { name: 'Claude Code', files: ['**/CLAUDE.md', '.claude/**'] }, { name: 'Codex', files: ['.codex/**'] }, { name: 'Cursor', files: ['.cursor/**', '.cursorrules'] },
  { name: 'Copilot', files: ['.github/copilot-instructions.md', '.github/instructions/**', '.github/hooks/**'] }, { name: 'Gemini CLI', files: ['**/GEMINI.md', '.gemini/**'] }, { name: 'Windsurf', files: ['.windsurf/**', '.windsurfrules'] },
  { name: 'Cline', files: ['.clinerules', '.clinerules/**'] }, { name: 'Roo Code', files: ['.roo/**', '.roomodes'] }, { name: 'OpenCode', files: ['.opencode/**', 'opencode.json'] }, { name: 'Aider', files: ['.aider*'] },
  { name: 'Kiro', files: ['.kiro/**'] }, { name: 'Junie', files: ['.junie/**'] }, { name: 'Amp', files: ['**/AGENT.md'] }, { name: 'agents that read AGENTS.md', files: ['**/AGENTS.md'] },
]

export const owners: readonly Mark[] = [{ name: 'CODEOWNERS', files: ['CODEOWNERS', '.github/CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'] }]

/** What tools write. Files that somebody marked as such count as well: see `generatedIn`. */
export const generators: readonly Mark[] = [
  { name: '**/*.snap', files: ['**/*.snap'] }, { name: '**/*.pb.go', files: ['**/*.pb.go'] }, { name: '**/*_pb2.py', files: ['**/*_pb2.py', '**/*_pb2_grpc.py'] },
  { name: '**/*.g.dart', files: ['**/*.g.dart'] }, { name: '**/*.generated.*', files: ['**/*.generated.*'] }, { name: 'dist/**', files: ['dist/**'] },
]

const tables = [packageManagers, testRunners, coverageTools]
const telling = ['**/.gitattributes', '**/Makefile', ...tables.flat().flatMap(({ files, says }) => (says ? files : []))]

/** Whether a file's text tells more than its name. What was installed or copied in says nothing of the repository itself. */
export function isTold(path: string): boolean {
  return matches(telling, path) && !isForeign(path)
}

/** Whether a file was copied in, or is there for tests to work on. */
export function isForeign(path: string): boolean {
  return matches(foreign, path)
}

const foreign = ['**/node_modules/**', '**/vendor/**', '**/third_party/**', '**/fixtures/**', '**/__fixtures__/**', '**/testdata/**']

/** Which marks of a table stand, each name once, in the table's order; the file that lies highest tells. */
export function marked<M extends Mark>(table: readonly M[], names: readonly string[], texts: ReadonlyMap<string, string>): readonly (M & Marked)[] {
  const own = names.filter((name) => !isForeign(name)).sort((a, b) => depth(a) - depth(b))
  const found = table.flatMap((mark) => {
    const file = own.find((name) => matches(mark.files, name) && (mark.says?.test(texts.get(name) ?? '') ?? true))
    return file === undefined ? [] : [{ ...mark, file }]
  })
  return found.filter(({ name, unless }, i) => found.findIndex((other) => other.name === name) === i && !found.some((other) => other.name === unless))
}

const depth = (path: string) => path.split('/').length
