import { defineCheck, glob, isPlanFile, linesToRead, list, matches, number, object, type Change, type FileChange } from '../host/check.ts'

type Attributes = Readonly<Record<string, Readonly<Record<string, string>> | undefined>>

/** What the base says that nobody has to read. */
function isMarked(attributes: Readonly<Record<string, string>> = {}): boolean {
  return ['set', 'true'].includes(attributes['linguist-generated']!) || attributes['diff'] === 'unset'
}

function* counted({ files, policy: { plans } }: Pick<Change, 'files' | 'policy'>, exempt: readonly string[]): Generator<FileChange> {
  for (const file of files) if (!isPlanFile(file.path, plans) && !matches(exempt, file) && !matches(plans.generated, file)) yield file
}

/** Without the places that files left whole, to stand elsewhere just as they were; and those places. */
function unmoved(files: readonly FileChange[]): { readonly files: readonly FileChange[]; readonly moved: ReadonlySet<FileChange> } {
  const gone = new Map<string, FileChange[]>()
  const as = (mode: string, oid: string) => `${mode} ${oid}`
  for (const file of files) if (file.status === 'deleted') gone.set(as(file.oldMode, file.oldOid), [...gone.get(as(file.oldMode, file.oldOid)) ?? [], file])
  const left = new Set<FileChange>()
  const moved = new Set<FileChange>()
  for (const file of files) {
    const from = file.status === 'added' ? gone.get(as(file.mode, file.oid))?.shift() : undefined
    if (from) { left.add(from); moved.add(file) }
  }
  return { files: files.filter((file) => !left.has(file)), moved }
}

export default defineCheck({
  name: 'change-size',
  demand: 'A change is small enough to be read.',
  why: 'Nobody reads a thousand lines with care. What is pushed or proposed at once is measured as a whole, from its base to its end: files, and lines added plus removed; a long line counts once for every 200 bytes, and so does what is no text. A file that only moves is one file, and no line. Plan files, what tools write, lock files and media do not count, nor do files that .gitattributes of the base (never of the change) marks as linguist-generated or -diff.',
  stages: ['pre-push', 'ci', 'receive'],
  extents: ['net'],
  options: object({
    maxFiles: number({ min: 1, default: 25, stricter: 'lower', about: 'Files that change.' }),
    maxLines: number({ min: 1, default: 500, stricter: 'lower', about: 'Lines added plus removed, in all files together; a long one counts once for every 200 bytes.' }),
    exempt: list(glob(), {
      default: [
        '**/{package-lock.json,npm-shrinkwrap.json,yarn.lock,pnpm-lock.yaml,bun.lock,bun.lockb,deno.lock,Cargo.lock,go.sum,poetry.lock,uv.lock,pdm.lock,Pipfile.lock,composer.lock,Gemfile.lock,mix.lock,pubspec.lock,flake.lock,Podfile.lock,gradle.lockfile,packages.lock.json}',
        '**/*.snap', '**/*.min.{js,css}', '**/*.{js,css}.map', '**/*.pb.go', '**/*_pb2.py', '**/vendor/**', '**/third_party/**',
        '**/*.{png,jpg,jpeg,gif,webp,avif,ico,bmp,svg,pdf,woff,woff2,ttf,otf,mp3,mp4,webm,wav}',
      ],
      stricter: 'fewer', about: 'Globs: files that are not counted, beside those of plans.generated.',
    }),
  }),

  reads: ({ exempt }, change) => (counted(change, exempt).next().done ? {} : { volumes: ['**'], baseAttributes: ['linguist-generated', 'diff'] }),

  *run(change, { maxFiles, maxLines, exempt }) {
    const attributes = (change.seen['baseAttributes'] ?? {}) as Attributes
    const { files, moved } = unmoved([...counted(change, exempt)].filter(({ path }) => !isMarked(attributes[path])))
    const sizes = files.map((file) => ({ path: file.path, lines: file.volume && !moved.has(file) ? linesToRead(file.volume) : 0 }))
    const lines = sizes.reduce((sum, size) => sum + size.lines, 0)
    if (sizes.length <= maxFiles && lines <= maxLines) return

    const largest = sizes.sort((a, b) => b.lines - a.lines).slice(0, 3).map(({ path, lines }) => `${path} (${lines})`)
    yield {
      code: lines > maxLines ? 'lines' : 'files',
      message: `the change comes to ${lines} line${lines === 1 ? '' : 's'} in ${sizes.length} file${sizes.length === 1 ? '' : 's'} (at most ${maxLines} in ${maxFiles}); the largest: ${largest.join(', ')}`,
      fix: 'Split the plan into units that stand alone, and push them one after the other; what tools write belongs into plans.generated of the config, or is marked linguist-generated in .gitattributes before',
    }
  },

  examples: [
    { title: 'a small change', change: ['M src/login.ts +1-30', 'A test/login.test.ts +1-50'], options: { maxFiles: 2, maxLines: 80, exempt: [] }, findings: [] },
    { title: 'a line too many', change: ['M src/login.ts +1-31', 'A test/login.test.ts +1-50'], options: { maxFiles: 2, maxLines: 80, exempt: [] }, findings: ['the change comes to 81 lines in 2 files (at most 80 in 2); the largest: test/login.test.ts (50), src/login.ts (31)'] },
    { title: 'a file too many', change: ['A a.ts +1', 'A b.ts +1', 'A c.ts +1'], options: { maxFiles: 2, maxLines: 80, exempt: [] }, findings: ['3 lines in 3 files'] },
    { title: 'a lock file does not count', change: ['M src/login.ts +1-30', 'M package-lock.json +1-4000'], options: { maxFiles: 1, maxLines: 80, exempt: ['**/package-lock.json'] }, findings: [] },
    { title: 'what the base marks as generated does not count', change: ['M api/client.ts +1-4000'], options: { maxFiles: 1, maxLines: 80, exempt: [] }, given: { seen: { baseAttributes: { 'api/client.ts': { 'linguist-generated': 'true' } } } }, findings: [] },
  ],
})
