import { approvedFile, defineCheck, glob, howToApprove, list, namesIn, object, reaches, sayName } from '../host/check.ts'

/** Files by which a change could weaken what judges it, or steer what runs on other machines. */
export const protectedPaths = [
  '.driftrc*', '.drift/allowed_signers', '.drift/packs/**', '.drift/.gitattributes', '.drift/hook.sh', '.drift/lefthook.yml',
  '.github/workflows/**', '.github/actions/**', '.gitlab-ci.yml', '.gitlab/ci/**', '.circleci/**', 'Jenkinsfile', 'azure-pipelines*.yml', 'bitbucket-pipelines.yml', '.buildkite/**', '.woodpecker.*', '.woodpecker/**', '.drone.yml', '.travis.yml', '.semaphore/**', 'appveyor.yml', '.appveyor.yml', '.cirrus.*', '.forgejo/**', '.gitea/**',
  '**/.gitattributes', '.gitmodules', '**/.npmrc', '.yarnrc*', '.yarn/releases/**', '.yarn/plugins/**', '.pnp.cjs', '.pnpmfile.cjs', '.lfsconfig', '**/CODEOWNERS',
  '.husky/**', 'lefthook.{yml,yaml,toml,json,jsonc}', '.lefthook.{yml,yaml,toml,json,jsonc}', '.config/lefthook.{yml,yaml,toml,json,jsonc}', '.pre-commit-config.yaml', '.overcommit.yml', '.simple-git-hooks.*', 'simple-git-hooks.*',
  '**/AGENTS.md', '**/CLAUDE.md', '**/CLAUDE.local.md', '**/GEMINI.md', '.claude/**', '.cursor/**', '.codex/**', '.gemini/**', '.github/hooks/**', '.github/copilot-instructions.md', '.opencode/**', '.windsurf/**', '.clinerules', '.cursorrules', '.windsurfrules', '.mcp.json', '.vscode/**', '.devcontainer/**', '.kiro/**', '.agents/**',
] as const

/** The drift config that a package.json holds, as text to compare; a file that cannot be read holds whatever it says. */
function driftKey(text: string | undefined): string | undefined {
  if (!text?.includes('"drift"')) return undefined
  try {
    return JSON.stringify((JSON.parse(text) as { readonly drift?: unknown }).drift)
  } catch {
    return text
  }
}

// Where a config may stand beside what is not drift's.
const manifest = ['package.json']

export default defineCheck({
  name: 'never-auto-approve',
  demand: 'Protected files change only when a human approved that very change.',
  why: 'Whoever can edit the policy, the CI file or the agents\' instructions can edit away every other demand. A plan\'s globs are not enough for those: a person names the path. A file counts under all of its names: what a protected link leads to, and a new name that is a protected one to a file system which folds names (case, accents, what Windows and macOS leave out). Where no such file stands that is told only at the root and of names with a dot before them (.GITHUB/workflows): docs/agents.md is prose. An attributes file is protected where lines change that speak of a protected file or of a source of truth.',
  stages: ['agent', 'pre-commit', 'commit-msg', 'pre-push', 'ci', 'receive'],
  extents: ['staged', 'commit', 'merge', 'net'],
  each: 'file',
  needs: 'plan',
  options: object({ paths: list(glob(), { default: protectedPaths, stricter: 'more', plus: 'plugins', about: 'Globs of protected files; the files of plugins that the config names by path are added.' }) }),

  guards: ({ paths }) => paths,
  reads: () => ({ texts: manifest }),
  proof: ({ paths }) => ({ kind: 'nothing-inside', globs: [...paths, ...manifest] }),

  *run(change, { paths }) {
    for (const file of change.files) {
      const config = file.path === 'package.json' && driftKey(file.before) !== driftKey(file.after)
      const [other] = namesIn(paths, file)
      const because = other ? ` (${sayName(other)})` : file.speaksOf === undefined ? '' : ` (its lines speak of ${file.speaksOf})`
      if (!(config || reaches(paths, file) || because) || approvedFile(file, change)) continue
      yield {
        code: 'protected',
        path: file.path,
        message: config ? `the drift config in ${file.path} is protected, and nobody approved this change of it` : `${file.path} is protected${reaches(paths, file) ? '' : because}, and nobody approved this change of it`,
        fix: howToApprove(file, change),
      }
    }
  },

  examples: [
    { title: 'an ordinary file', change: ['M src/login.ts'], options: { paths: ['.github/workflows/**'] }, findings: [] },
    { title: 'a workflow', change: ['M .github/workflows/ci.yml'], options: { paths: ['.github/workflows/**'] }, findings: ['.github/workflows/ci.yml is protected'] },
    { title: 'a new instruction file in a subfolder', change: ['A web/AGENTS.md'], options: { paths: ['**/AGENTS.md'] }, findings: ['web/AGENTS.md is protected'] },
    { title: 'a config in package.json', change: ['M package.json'], options: { paths: [] }, texts: { 'package.json': ['{}', '{ "drift": {} }'] }, findings: ['the drift config in package.json is protected'] },
    { title: 'the file that a protected link leads to', change: ['M docs/agents.md (link of AGENTS.md)'], options: { paths: ['**/AGENTS.md'] }, findings: ['docs/agents.md is protected (AGENTS.md leads to it)'] },
    { title: 'the same name in other letters, beside it', change: ['A agents.md (twin of AGENTS.md)'], options: { paths: ['**/AGENTS.md'] }, findings: ['agents.md is protected (it is AGENTS.md to a file system that folds names)'] },
    { title: 'the same name in other letters, elsewhere', change: ['A docs/agents.md'], options: { paths: ['**/AGENTS.md'] }, findings: [] },
    { title: 'attributes of a source of truth', change: ['A docs/.gitattributes (speaks of docs/ledger)'], options: { paths: ['.driftrc*'] }, findings: ['docs/.gitattributes is protected (its lines speak of docs/ledger)'] },
    { title: 'deleting counts', change: ['D .driftrc.json'], options: { paths: ['.driftrc*'] }, findings: ['.driftrc.json is protected'] },
  ],
})
