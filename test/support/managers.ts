// Package managers as people have them, fetched once through npm and kept in node_modules/.cache; and how each installs drift.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { trusting } from './environment.ts'
import { driftRoot, type Said } from './repository.ts'

/** How drift is installed with one manager, and called. */
export interface Layout {
  readonly name: string
  /** The manager as a package of the registry; npm itself where absent. */
  readonly from?: string
  /** Files of the project beside its package.json. */
  readonly files?: Readonly<Record<string, string>>
  add(tarball: string): readonly string[]
  readonly drift: readonly string[]
  /** Where drift then lies below the project; nowhere with Plug'n'Play. */
  readonly installed?: string
}

const plain = 'node_modules/git-drift'
const yarn4 = '@yarnpkg/cli-dist@4.18.1'

export const layouts: readonly Layout[] = [
  { name: 'npm', add: (tarball) => ['npm', 'i', '-D', tarball], drift: ['npx', 'drift'], installed: plain },
  { name: 'pnpm 10', from: 'pnpm@10.34.9', add: (tarball) => ['pnpm', 'add', '-D', tarball], drift: ['pnpm', 'exec', 'drift'], installed: plain },
  { name: 'pnpm 12', from: 'pnpm@12.21.0', add: (tarball) => ['pnpm', 'add', '-D', tarball], drift: ['pnpm', 'exec', 'drift'], installed: plain },
  { name: 'yarn 1', from: 'yarn@1.22.22', add: (tarball) => ['yarn', 'add', '-D', `file:${tarball}`], drift: ['yarn', '-s', 'drift'], installed: plain },
  { name: 'yarn 4, node-modules', from: yarn4, files: { '.yarnrc.yml': 'nodeLinker: node-modules\n' }, add: (tarball) => ['yarn', 'add', '-D', `git-drift@file:${tarball}`], drift: ['yarn', 'drift'], installed: plain },
  { name: "yarn 4, Plug'n'Play", from: yarn4, files: { '.yarnrc.yml': 'nodeLinker: pnp\n' }, add: (tarball) => ['yarn', 'add', '-D', `git-drift@file:${tarball}`], drift: ['yarn', 'drift'] },
]

/** Ways to call drift without installing it: fetched for one call. */
export const passing: readonly (Pick<Layout, 'name' | 'from'> & { call(tarball: string): readonly string[] })[] = [
  { name: 'npx', call: (tarball) => ['npx', '--yes', '--package', tarball, 'git-drift'] },
  { name: 'pnpm dlx', from: 'pnpm@10.34.9', call: (tarball) => ['pnpm', '--package', tarball, 'dlx', 'git-drift'] },
  { name: 'yarn dlx', from: yarn4, call: (tarball) => ['yarn', 'dlx', '-p', `git-drift@file:${tarball}`, 'git-drift'] },
]

const cache = join(driftRoot, 'node_modules', '.cache', 'drift-managers')

/** Where npx keeps what it fetched. */
export const npxFolder = join(cache, 'npm', '_npx')

/** The environment of managers: caches are kept from run to run, what they leave in `tmp` is not; a proxy's certificate is trusted as npm trusts it. */
export function managerEnvironment(tmp: string, folder?: string): NodeJS.ProcessEnv {
  const own = spawnSync('npm', ['config', 'get', 'cafile'], { encoding: 'utf8' }).stdout.trim()
  const ca = existsSync(own) ? own : trusting()['NODE_EXTRA_CA_CERTS'] ?? ''
  return {
    ...process.env, TMPDIR: tmp,
    ...(folder ? { PATH: `${join(folder, 'node_modules', '.bin')}${delimiter}${process.env['PATH']}` } : {}),
    ...(existsSync(ca) ? { NODE_EXTRA_CA_CERTS: ca, YARN_HTTPS_CA_FILE_PATH: ca } : {}),
    npm_config_cache: join(cache, 'npm'), npm_config_prefer_offline: 'true', npm_config_audit: 'false', npm_config_fund: 'false', npm_config_update_notifier: 'false',
    npm_config_store_dir: join(cache, 'pnpm'), YARN_GLOBAL_FOLDER: join(cache, 'berry'), YARN_ENABLE_TELEMETRY: '0',
  }
}

/** Why nothing can be installed here: the registry does not answer. Asked once, since managers try for minutes. */
export function noRegistry(tmp: string): string | undefined {
  const ran = run(tmp, ['npm', 'view', 'minimatch', 'version', '--prefer-online'], { ...managerEnvironment(tmp), npm_config_fetch_retries: '0', npm_config_fetch_timeout: '20000' })
  return ran.code === 0 ? undefined : unreachable(ran)
}

/** The folder a manager is installed in; or why it cannot be had. Throws where it is not the network. */
export function fetched(from: string, tmp: string): string | { readonly unreachable: string } {
  const folder = join(cache, from.replaceAll('/', '+'))
  if (existsSync(folder)) return folder
  mkdirSync(dirname(folder), { recursive: true })
  const fresh = mkdtempSync(`${folder}-`)
  const ran = run(fresh, ['npm', 'i', '--prefix', fresh, from], managerEnvironment(tmp))
  // Renamed when it is whole: two runs may fetch at once, and a run may be killed.
  if (ran.code === 0 && !existsSync(folder)) renameSync(fresh, folder)
  else rmSync(fresh, { recursive: true, force: true })
  return ran.code === 0 ? folder : { unreachable: unreachable(ran) }
}

/** What says that the registry could not be reached; throws where something else is wrong. */
export function unreachable({ stdout, stderr }: Said): string {
  const line = `${stderr}\n${stdout}`.split('\n').find((line) => /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|fetch failed|network (error|connection)|certificate/i.test(line))
  if (!line) throw new Error(`it could not be installed, and not for want of a network:\n${stdout}${stderr}`)
  return `the registry cannot be reached: ${line.trim()}`
}

/** Runs a program to its end. */
export function run(cwd: string, [program = '', ...args]: readonly string[], env: NodeJS.ProcessEnv): Said {
  const ran = spawnSync(program, args, { cwd, env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'], timeout: 180_000, killSignal: 'SIGKILL', maxBuffer: 64 * 1024 * 1024 })
  if (ran.error) throw ran.error
  return { code: ran.status ?? 1, stdout: ran.stdout, stderr: ran.stderr }
}
