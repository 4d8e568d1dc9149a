// Repositories that use plugins, and drift as it is installed beside them.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { enterTestEnvironment } from './environment.ts'
import { driftRoot, repository, type Repository, type Said } from './repository.ts'

/** A repository with a copy of the drift that is built. */
export interface PluginPlace extends Repository {
  /** The copy's own program. */
  readonly program: string
}

/** Puts drift, as it is packed, into a folder of packages; its dependencies are this checkout's. Gives its program. */
export function installDrift(packages: string): string {
  const own = join(packages, 'git-drift')
  mkdirSync(own, { recursive: true })
  cpSync(join(driftRoot, 'dist'), join(own, 'dist'), { recursive: true, filter: (path) => !path.endsWith('.cache') })
  cpSync(join(driftRoot, 'package.json'), join(own, 'package.json'))
  const { dependencies } = JSON.parse(readFileSync(join(own, 'package.json'), 'utf8')) as { readonly dependencies: Readonly<Record<string, string>> }
  for (const name of Object.keys(dependencies).filter((name) => !existsSync(join(packages, name)))) {
    mkdirSync(dirname(join(packages, name)), { recursive: true })
    symlinkSync(join(driftRoot, 'node_modules', name), join(packages, name), 'dir')
  }
  return join(own, 'dist', 'drift.cjs')
}

const folders: string[] = []
process.on('exit', () => { for (const folder of folders) rmSync(folder, { recursive: true, force: true }) })

/** A folder for temporary files, until the process ends. */
export function scratch(): string {
  enterTestEnvironment()
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'drift-plugins-')))
  folders.push(folder)
  return folder
}

let shared: string | undefined

/** The program of a drift that no repository has in its node_modules; one copy a test file. */
export function sharedDrift(): string {
  return (shared ??= installDrift(join(scratch(), 'node_modules')))
}

/** A repository whose config names a plugin that lies in it: `plugin` is the text of tools/p.mjs. Committed. */
export function withPlugin(plugin: string, { options, config = {}, files = {} }: { readonly options?: object; readonly config?: object; readonly files?: Readonly<Record<string, string>> } = {}): PluginPlace {
  const program = sharedDrift()
  const repo = repository({
    config: { plans: { required: false }, plugins: [options ? ['./tools/p.mjs', options] : './tools/p.mjs'], ...config },
    files: { 'tools/p.mjs': `import * as drift from 'git-drift/check'\nconst { object, optional, text, number, flag, list, DriftError } = drift\n${plugin}\n`, ...files },
  })
  repo.commit('Add a plugin')
  return { ...repo, program, drift: (...args) => run(repo, program, args) }
}

/** The text of a plugin `p` with one command: the body of a function with `args` and `context`. */
export function command(body: string, more = ''): string {
  return `export default { name: 'p', api: 1, ${more} commands: [{ path: ['go'], summary: 'go', example: 'drift go', arguments: object({}), effects: ['records', 'scratch', 'files', 'processes'],
    load: async () => ({ default: async (args, context) => { ${body} } }) }] }`
}

/** Runs a copy of drift in a repository. */
export function run(repo: Repository, program: string, args: readonly string[]): Said {
  return repo.sh([process.execPath, program, ...args].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' '))
}
