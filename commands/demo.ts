import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ownCommand, type OwnContext } from '../host/cli-context.ts'
import { DriftError } from '../host/error.ts'
import { flag, object, optional } from '../host/schema.ts'

/** One step: what is told, what is done to files first, the command, and how it must end. */
interface Step {
  readonly said: string
  readonly files?: Readonly<Record<string, string>>
  readonly append?: Readonly<Record<string, string>>
  readonly run: readonly string[]
  readonly blocked?: true
  readonly quiet?: true
}

const commit = (message: string): readonly string[] => ['git', 'commit', '-q', '-m', message]

const steps: readonly Step[] = [
  { said: 'A repository with some code, and a ledger that is only ever appended to.', run: ['git', 'add', 'src', 'docs'], quiet: true },
  { said: '', run: commit('chore: begin'), quiet: true },
  { said: 'Put drift in: it writes a config and three hooks, commits its own files, and proves that it blocks.', run: ['drift', 'init', '--yes'] },
  { said: 'Somebody asks for something. It becomes a plan: which files, which proof.', run: ['drift', 'plan', 'new', 'Limit login attempts', '--id', 'login-limit', '--kind', 'bugfix', '--allow', 'src/auth/**', '--allow', 'test/auth/**', '--gate', 'npm test'] },
  { said: 'A person approves exactly this content.', run: ['drift', 'approve', 'login-limit', '--yes'] },
  { said: 'The run begins: from here on commits are held against the plan.', run: ['drift', 'start', 'login-limit'] },
  { said: 'A commit inside the plan passes in silence. Its Plan-Id was added by itself.', files: { 'src/auth/login.js': 'export const limit = 5\n', 'test/auth/login.test.js': '// six attempts, one refusal\n' }, run: ['git', 'add', '.'], quiet: true },
  { said: '', run: commit('test: six attempts, one refusal') },
  { said: 'Blocked: a file that nobody mentioned.', files: { 'src/db/schema.sql': 'create table attempts ();\n' }, run: ['git', 'add', '.'], quiet: true },
  { said: '', run: commit('feat: keep attempts in a table'), blocked: true },
  { said: '', run: ['git', 'rm', '-q', '-f', 'src/db/schema.sql'], quiet: true },
  { said: 'Blocked: a ledger rewritten.', files: { 'docs/ledger.jsonl': '{"n":1,"what":"something else"}\n' }, run: ['git', 'add', '.'], quiet: true },
  { said: '', run: commit('feat: tidy the ledger'), blocked: true },
  { said: '', run: ['git', 'checkout', '-q', 'HEAD', '--', 'docs/ledger.jsonl'], quiet: true },
  { said: 'Blocked: a bug fix that says nothing.', append: { 'src/auth/login.js': 'export const window = 60\n' }, run: ['git', 'add', '.'], quiet: true },
  { said: '', run: commit('fix: login'), blocked: true },
  { said: 'With --no-verify it goes through locally …', run: ['git', 'commit', '-q', '--no-verify', '-m', 'fix: login\n\nPlan-Id: login-limit'] },
  { said: '… and the same judge stops it in CI, with the same words.', run: ['drift', 'ci', '--base', 'HEAD~2'], blocked: true },
  { said: 'Without it, CI passes what the hook passed.', run: ['drift', 'ci', '--base', 'HEAD~2', '--head', 'HEAD~1'] },
]

const config = {
  id: 'demodemodemo', extends: 'drift:recommended', base: { branch: 'main' }, plans: { lanes: [] },
  checks: { sot: ['error', { files: [{ path: 'docs/ledger.jsonl', mode: 'append-only' }] }] },
}

export default ownCommand({
  path: ['demo'],
  summary: 'show the main job on a throw-away repository',
  example: 'drift demo --keep',
  arguments: object({ keep: optional(flag({ about: 'leave the repository there to play with' })) }),
  effects: ['processes'],

  async run({ keep }, context) {
    const root = mkdtempSync(join(tmpdir(), 'drift-demo-'))
    try {
      await prepare(root, context)
      for (const step of steps) await show(step, root, context)
      context.print(`\nThat is drift.${keep ? ` The repository is in ${root}` : ''}\n`)
      return 0
    } finally {
      if (!keep) rmSync(root, { recursive: true, force: true })
    }
  },
})

async function prepare(root: string, context: OwnContext): Promise<void> {
  write(root, { '.driftrc.json': `${JSON.stringify(config, null, 2)}\n`, 'src/auth/login.js': 'export const limit = Infinity\n', 'docs/ledger.jsonl': '{"n":1,"what":"founded"}\n' })
  for (const args of [['init', '-q', '-b', 'main'], ['config', 'user.name', 'Ada'], ['config', 'user.email', 'ada@example.org'], ['config', 'commit.gpgSign', 'false'], ['config', 'core.hooksPath', '.git/hooks']]) await must(['git', ...args], root, context)
}

async function show({ said, files = {}, append = {}, run, blocked, quiet }: Step, root: string, context: OwnContext): Promise<void> {
  const { world: { colour, stdout } } = context
  const bold = (text: string) => (colour ? `\u001b[1m${text}\u001b[0m` : text)
  write(root, files)
  for (const [path, text] of Object.entries(append)) appendFileSync(join(root, path), text)
  if (said) stdout(`\n${bold(said)}\n`)
  const shown = run.map((word) => (/[\s"]/.test(word) ? `"${word.replaceAll('\n', '\\n')}"` : word)).join(' ')
  if (!quiet) stdout(`$ ${shown}\n`)
  const { exit, output } = await called(run, root, context)
  if (!quiet && output) stdout(`${output.trimEnd()}\n`)
  if ((exit !== 0) !== (blocked === true)) throw new DriftError(`the demo went wrong at: ${shown} (exit ${exit})\n${output}`, 'Run drift doctor in a repository of yours; if that is well, this is a bug.', 3)
}

// A person runs the demo, whatever started the terminal: signs of agents and of CI stay outside.
const outside = /^(GIT_|CI$|GITHUB_|CLAUDE|CODEX|CURSOR|GEMINI|COPILOT|OPENCODE|AI_AGENT$|AGENT$)/

async function called(run: readonly string[], root: string, { world, run: _ }: OwnContext): Promise<{ exit: number | null; output: string }> {
  const argv = run[0] === 'drift' ? [...world.self, ...run.slice(1)] : run
  const clean = Object.fromEntries(Object.keys(world.environment).filter((name) => outside.test(name)).map((name) => [name, '']))
  const ran = await world.run({ argv, cwd: root, env: clean, timeoutS: 60 })
  return { exit: ran.exit, output: ran.stdout + ran.stderr }
}

async function must(argv: readonly string[], root: string, context: OwnContext): Promise<void> {
  const { exit, output } = await called(argv, root, context)
  if (exit !== 0) throw new DriftError(`${argv.join(' ')} failed: ${output}`, 'Look at what git says.', 3)
}

function write(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
}
