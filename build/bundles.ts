// What is bundled into dist/, as esbuild's options.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild'

const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }

const shared: BuildOptions = { bundle: true, platform: 'node', target: 'node20', define: { DRIFT_VERSION: JSON.stringify(version) }, logLevel: 'warning', legalComments: 'none', metafile: true }
// Loaded by cosmiconfig where a config is code. Ours never is.
const ofCosmiconfig = ['typescript', 'import-fresh']
// What is loaded when it is met: YAML, packages, plugins, mistakes in a config or plan.
const rare = ['host/config/yaml.ts', 'host/config/mistaken.ts', 'host/cli-packages.ts', 'host/cli-plugins.ts']
// What imports at run time stands in a file of its own: code from V8's cache cannot import, it requires.
const importing = ['host/cli-import.ts', 'hooks/husky-module.ts']

// What the launcher runs stands in its wrapper on disk, so that no copy is made to wrap it; init may copy it to where no
// package manager clears it away, so it asks for no package.
const launched: BuildOptions = {
  ...shared, format: 'cjs', minify: true, supported: { 'dynamic-import': false },
  banner: { js: '(function (exports, require, module, __filename, __dirname) {' }, footer: { js: '})' },
}

/** Every bundle. */
const bundles: readonly BuildOptions[] = [
  // What git waits for: one file with all that it needs.
  { ...launched, entryPoints: ['host/cli-hook.ts'], outfile: 'dist/judge.cjs', plugins: [beside([...rare, ...importing])] },
  { ...launched, entryPoints: ['host/cli.ts'], outfile: 'dist/cli.cjs', define: { ...shared.define, 'import.meta.dirname': '__dirname' }, plugins: [beside([...rare, ...importing])] },
  { ...shared, entryPoints: rare, outdir: 'dist', entryNames: '[name]', outExtension: { '.js': '.cjs' }, format: 'cjs', minify: true, plugins: [beside([...rare, ...importing])], external: ofCosmiconfig },
  { ...shared, entryPoints: importing, outdir: 'dist', entryNames: '[name]', outExtension: { '.js': '.cjs' }, format: 'cjs', minify: true, external: ['husky'] },
  { ...shared, entryPoints: ['host/check.ts'], outfile: 'dist/check.mjs', format: 'esm', minify: true },
]

/** They load the others, and know by a digest whether what V8 kept of them is still true. */
const launchers: BuildOptions = { ...shared, entryPoints: { drift: 'bin/drift.ts', hook: 'bin/hook.ts' }, outdir: 'dist', outExtension: { '.js': '.cjs' }, format: 'cjs', minify: true, external: ['./hook.cjs'] }

/** ajv's code as a module of its own. It asks for one piece of ajv: taken in, so that no bundle has to find it. */
export async function bundleTelling(contents: string, write = true): Promise<Metafile> {
  return await bundled({ stdin: { contents, resolveDir: '.', loader: 'js' }, bundle: true, platform: 'node', format: 'cjs', outfile: 'host/generated/telling.cjs', logLevel: 'warning', metafile: true, write })
}

/** Makes everything that runs in dist/. Throws where esbuild as much as warns. */
export async function bundleAll(write = true): Promise<readonly Metafile[]> {
  const made: Metafile[] = []
  for (const options of bundles) made.push(await bundled({ ...options, write }))
  made.push(await bundled({ ...launchers, define: { DRIFT_BUILD: JSON.stringify(write ? digestOf(['dist/judge.cjs', 'dist/cli.cjs']) : '') }, write }))
  return made
}

function digestOf(files: readonly string[]): string {
  return createHash('sha256').update(Buffer.concat(files.map((file) => readFileSync(file)))).digest('hex').slice(0, 16)
}

async function bundled(options: BuildOptions): Promise<Metafile> {
  const { warnings, metafile } = await build(options)
  if (warnings.length > 0) throw new Error(`esbuild warned ${warnings.length} times`)
  return metafile!
}

/** Leaves these modules out of a bundle; they are built as files beside it. */
function beside(modules: readonly string[]): Plugin {
  return {
    name: 'beside',
    setup(host) {
      host.onResolve({ filter: /\.ts$/ }, ({ path, kind }) => {
        const module = modules.find((one) => basename(one) === basename(path))
        return module && kind === 'dynamic-import' ? { path: `./${basename(module, '.ts')}.cjs`, external: true } : undefined
      })
    },
  }
}
