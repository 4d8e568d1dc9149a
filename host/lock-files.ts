// What package managers lock, and what their installs leave behind to compare with it. Pure: texts in, entries out.

/** One package as a lock file, or the record of an install, tells it. */
export interface Locked {
  /** '' where the record tells none. */
  readonly version: string
  /** What both sides tell of the content; undefined where this entry tells nothing that would do. */
  readonly proof: string | undefined
}

/** All that one of those files tells. */
export interface Entries {
  /** What the project itself uses under this name; `wanted` is what its package.json asks for. */
  own(name: string, wanted: string): Locked | undefined
  /** Everything, by the manager's own keys: an install holds part of what its lock file does. */
  readonly all: ReadonlyMap<string, string>
}

/** A package manager: its lock files, the first that is there counts, and what it leaves in node_modules. */
export interface Manager {
  readonly name: string
  readonly locks: readonly string[]
  readonly record: string
  /** Whether a lock file of this name is of this manager, where two share the name. */
  mine?(text: string): boolean
  locked(text: string, yaml: ReadYaml): Entries
  installed(text: string, yaml: ReadYaml): Entries
  /** The record tells versions and no contents: it is worth what the lock file of the change is. */
  readonly versionsOnly?: true
}

/** YAML text → data; loaded by who needs it. */
export type ReadYaml = (file: string, text: string) => unknown

type Data = Readonly<Record<string, any>>

// In YAML one value may stand in many places: what is no text is not made one, which could take all memory there is.
const plain = (value: unknown) => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

const ofBerry = /^__metadata:/m

/** Every manager whose installs can be compared. Bun leaves no record; Plug'n'Play leaves no node_modules. */
export const managers: readonly Manager[] = [
  { name: 'npm', locks: ['npm-shrinkwrap.json', 'package-lock.json'], record: '.package-lock.json', locked: npm, installed: npm },
  { name: 'pnpm', locks: ['pnpm-lock.yaml'], record: '.pnpm/lock.yaml', locked: pnpm, installed: pnpm },
  { name: 'yarn 1', locks: ['yarn.lock'], record: '.yarn-integrity', mine: (text) => !ofBerry.test(text), locked: yarnOne, installed: yarnOneRecord },
  { name: 'yarn', locks: ['yarn.lock'], record: '.yarn-state.yml', mine: (text) => ofBerry.test(text), locked: yarn, installed: yarnRecord, versionsOnly: true },
]

// The same form in package-lock.json (2, 3) and in node_modules/.package-lock.json; version 1 nests.
function npm(text: string): Entries {
  const { packages, dependencies } = JSON.parse(text) as Data
  const table: Data = packages ?? nested(dependencies ?? {}, '')
  return {
    own: (name) => {
      const { version = '', integrity, resolved = '' } = table[`node_modules/${name}`] as Data ?? {}
      return Object.hasOwn(table, `node_modules/${name}`) ? { version, proof: integrity ?? (/#[0-9a-f]{40}$/.test(resolved) ? resolved : undefined) } : undefined
    },
    all: new Map(Object.entries(table).filter(([path]) => /(^|\/)node_modules\//.test(path)).map(([path, { integrity, resolved, version }]) => [path, `${integrity ?? resolved ?? version}`])),
  }
}

function nested(dependencies: Data, below: string): Data {
  return Object.assign({}, ...Object.entries(dependencies).map(([name, entry]) => ({ [`${below}node_modules/${name}`]: entry, ...nested(entry.dependencies ?? {}, `${below}node_modules/${name}/`) }))) as Data
}

// pnpm-lock.yaml 6 and 9 (5 by the way), and node_modules/.pnpm/lock.yaml. A version may carry the peers and the patch it was
// installed with, which are part of what it is.
function pnpm(text: string, yaml: ReadYaml): Entries {
  const data = yaml('pnpm-lock.yaml', text) as Data
  const { dependencies, devDependencies, optionalDependencies } = (data['importers']?.['.'] ?? data) as Data
  const packages = (data['packages'] ?? {}) as Data
  return {
    own: (name) => {
      const said: unknown = { ...optionalDependencies, ...devDependencies, ...dependencies }[name]
      if (said === undefined) return undefined
      const whole = plain((said as Data).version ?? said)
      const bare = whole.replace(/[(_].*$/s, '')
      // What comes from elsewhere than a registry has its address where a version would be.
      const { resolution, version = bare }: Data = [`${name}@${bare}`, `/${name}@${bare}`, `/${name}/${bare}`].map((key) => packages[key]).find(Boolean) ?? {}
      return { version: plain(version), proof: plain(resolution?.integrity) ? `${whole} ${plain(resolution.integrity)}` : undefined }
    },
    all: new Map([...Object.keys((data['snapshots'] ?? {}) as Data).map((key) => [key, ''] as const), ...Object.entries(packages).map(([key, { resolution }]) => [key, ['integrity', 'tarball', 'commit', 'repo'].map((one) => plain(resolution?.[one])).join(' ')] as const)]),
  }
}

function yarnOne(text: string): Entries {
  const found = new Map<string, { version: string; resolved: string }>()
  let open: { version: string; resolved: string } = { version: '', resolved: '' }
  for (const line of text.split(/\r?\n/)) {
    const head = /^([^\s#].*):$/.exec(line)
    if (head) {
      open = { version: '', resolved: '' }
      for (const pattern of head[1]!.split(/,\s*/)) found.set(pattern.replace(/^"|"$/g, ''), open)
    }
    const [, key, value] = /^ {2}(version|resolved) "(.*)"$/.exec(line) ?? []
    if (key) open[key as 'version' | 'resolved'] = value!
  }
  return {
    own: (name, wanted) => { const one = found.get(`${name}@${wanted}`); return one && { version: one.version, proof: hashed(one.resolved) } },
    all: new Map([...found].map(([pattern, { resolved }]) => [pattern, resolved])),
  }
}

// It holds no integrity: the address, which ends in the archive's SHA-1, is what both sides tell.
function yarnOneRecord(text: string): Entries {
  const entries = ((JSON.parse(text) as Data)['lockfileEntries'] ?? {}) as Record<string, string>
  return { own: (name, wanted) => (Object.hasOwn(entries, `${name}@${wanted}`) ? { version: '', proof: hashed(entries[`${name}@${wanted}`]!) } : undefined), all: new Map(Object.entries(entries)) }
}

const hashed = (resolved: string) => (/#[0-9a-f]{40}$/.test(resolved) ? resolved : undefined)

function yarn(text: string, yaml: ReadYaml): Entries {
  const entries = Object.entries((yaml('yarn.lock', text) ?? {}) as Data).filter(([key]) => key !== '__metadata')
  return {
    own: (name, wanted) => {
      const [, one] = entries.find(([key]) => key.split(/,\s*/).some((pattern) => pattern === `${name}@${wanted}` || pattern === `${name}@npm:${wanted}`)) ?? []
      return one && { version: plain(one.version), proof: plain(one.checksum) ? plain(one.resolution) : undefined }
    },
    all: new Map(entries.map(([, { resolution, checksum }]) => [plain(resolution), plain(checksum)])),
  }
}

function yarnRecord(text: string, yaml: ReadYaml): Entries {
  const entries = Object.entries((yaml('.yarn-state.yml', text) ?? {}) as Data).filter(([key]) => key !== '__metadata')
  return {
    own: (name) => { const [key] = entries.find(([, { locations }]) => (locations as string[] | undefined)?.includes(`node_modules/${name}`)) ?? []; return key === undefined ? undefined : { version: '', proof: key } },
    all: new Map(entries.map(([key]) => [key, ''])),
  }
}
