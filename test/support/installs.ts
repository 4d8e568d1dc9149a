// What npm 11, pnpm 9 and 12, yarn 1.22 and yarn 4 wrote for one package: its lock file, and what the install left in node_modules.
import type { Repository } from './repository.ts'

/** A package with what stands for its content. */
export interface Packed {
  readonly name: string
  readonly version: string
  /** A few letters that stand in every hash. */
  readonly content: string
}

/** How a manager writes one package down. */
export interface Install {
  readonly lock: string
  readonly record: string
  locked(packed: Packed): string
  installed(packed: Packed): string
}

const sha512 = (content: string) => `sha512-${content.padEnd(86, 'A')}==`
const sha1 = (content: string) => Buffer.from(content).toString('hex').padEnd(40, '0').slice(0, 40)
const npm = (top: object) => ({ name, version, content }: Packed) => JSON.stringify({ name: 'x', lockfileVersion: 3, requires: true, packages: { ...top, [`node_modules/${name}`]: { version, integrity: sha512(content), dev: true } } }, null, 2)
const pnpm = (key: (name: string, version: string) => string) => ({ name, version, content }: Packed) => `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    devDependencies:\n      '${name}':\n        specifier: ^1.0.0\n        version: ${version}\n\npackages:\n\n  '${key(name, version)}':\n    resolution: {integrity: ${sha512(content)}}\n`
const pnpmSix = ({ name, version, content }: Packed) => `lockfileVersion: '6.0'\n\ndevDependencies:\n  '${name}':\n    specifier: ^1.0.0\n    version: ${version}\n\npackages:\n\n  /${name}@${version}:\n    resolution: {integrity: ${sha512(content)}}\n    dev: true\n`
const resolved = ({ name, version, content }: Packed) => `https://registry.yarnpkg.com/${name}/-/x-${version}.tgz#${sha1(content)}`

/** By manager. */
export const installs: Readonly<Record<string, Install>> = {
  npm: { lock: 'package-lock.json', record: '.package-lock.json', locked: npm({ '': { name: 'x' } }), installed: npm({}) },
  'npm, shrinkwrapped': { lock: 'npm-shrinkwrap.json', record: '.package-lock.json', locked: npm({ '': { name: 'x' } }), installed: npm({}) },
  'npm, lock file of version 1': { lock: 'package-lock.json', record: '.package-lock.json', installed: npm({}), locked: ({ name, version, content }) => JSON.stringify({ name: 'x', lockfileVersion: 1, requires: true, dependencies: { [name]: { version, integrity: sha512(content), dev: true } } }) },
  pnpm: { lock: 'pnpm-lock.yaml', record: '.pnpm/lock.yaml', locked: pnpm((name, version) => `${name}@${version}`), installed: pnpm((name, version) => `${name}@${version}`) },
  'pnpm 8': { lock: 'pnpm-lock.yaml', record: '.pnpm/lock.yaml', locked: pnpmSix, installed: pnpmSix },
  'yarn 1': {
    lock: 'yarn.lock', record: '.yarn-integrity',
    locked: (packed) => `# yarn lockfile v1\n\n\n"${packed.name}@^1.0.0", "${packed.name}@~1":\n  version "${packed.version}"\n  resolved "${resolved(packed)}"\n  integrity ${sha512(packed.content)}\n`,
    installed: (packed) => JSON.stringify({ systemParams: 'linux-x64-115', topLevelPatterns: [`${packed.name}@^1.0.0`], lockfileEntries: { [`${packed.name}@^1.0.0`]: resolved(packed) } }),
  },
  yarn: {
    lock: 'yarn.lock', record: '.yarn-state.yml',
    locked: ({ name, version, content }) => `__metadata:\n  version: 8\n  cacheKey: 10c0\n\n"${name}@npm:^1.0.0":\n  version: ${version}\n  resolution: "${name}@npm:${version}"\n  checksum: 10c0/${sha512(content).slice(7, 40)}\n  languageName: node\n  linkType: hard\n`,
    installed: ({ name, version }) => `__metadata:\n  version: 1\n  nmMode: classic\n\n"${name}@npm:${version}":\n  locations:\n    - "node_modules/${name}"\n`,
  },
}

/** Locks a package in the worktree: package.json and lock file. */
export function lock({ write }: Repository, { lock: file, locked }: Install, packed: Packed): void {
  write('package.json', `${JSON.stringify({ name: 'x', private: true, devDependencies: { [packed.name]: '^1.0.0' } })}\n`)
  write(file, locked(packed))
}

/** Puts a package into node_modules as that manager leaves it, with these files. */
export function install({ write }: Repository, { record, installed }: Install, packed: Packed, files: Readonly<Record<string, string>>): void {
  write(`node_modules/${record}`, installed(packed))
  for (const [path, text] of Object.entries({ 'package.json': JSON.stringify({ name: packed.name, version: packed.version, type: 'module', exports: './index.js' }), ...files })) write(`node_modules/${packed.name}/${path}`, text)
}
