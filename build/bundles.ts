// What is bundled into dist/, as esbuild's options.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { build, type BuildOptions, type Metafile, type Plugin } from 'esbuild'

const { version, dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string; dependencies: Record<string, string> }

const shared: BuildOptions = { bundle: true, platform: 'node', target: 'node20', define: { DRIFT_VERSION: JSON.stringify(version) }, logLevel: 'warning', legalComments: 'none', metafile: true }
// Loaded by cosmiconfig where a config is code. Ours never is.
const ofCosmiconfig = ['typescript', 'import-fresh']
const external = Object.keys(dependencies)

// What a hook loads when it meets it: YAML, plugins, mistakes in a config or plan.
const rare = ['host/config/yaml.ts', 'host/config/mistaken.ts', 'host/cli-plugins.ts']

/** Every bundle. The hook's are minified: git waits for them. */
const bundles: readonly BuildOptions[] = [
  { ...shared, entryPoints: ['bin/drift.ts'], outfile: 'dist/drift.cjs', format: 'cjs', external: ['./hook.cjs', './cli.mjs'] },
  // What git waits for: one file with all that it needs; what is rare stands beside it and is loaded when met. None of
  // them needs a package, so that init may copy them to where no package manager clears them away.
  // (A script that V8's cache serves cannot import: it requires, by what the launcher hands to it.)
  { ...shared, entryPoints: ['host/cli-hook.ts'], outfile: 'dist/judge.cjs', format: 'cjs', minify: true, banner: { js: '(function (exports, require, module, __filename, __dirname) {' }, footer: { js: '})' }, plugins: [beside(rare)], supported: { 'dynamic-import': false } },
  { ...shared, entryPoints: [...rare], outdir: 'dist', entryNames: '[name]', outExtension: { '.js': '.cjs' }, format: 'cjs', minify: true, plugins: [beside(rare)], external: ofCosmiconfig },
  { ...shared, entryPoints: { cli: 'host/cli.ts' }, outdir: 'dist', outExtension: { '.js': '.mjs' }, format: 'esm', splitting: true, chunkNames: 'part-[hash]', external },
  { ...shared, entryPoints: ['host/check.ts'], outfile: 'dist/check.mjs', format: 'esm', minify: true },
]

/** Loads the judge, and knows by its digest whether what V8 kept of it is still true. */
const launcher: BuildOptions = { ...shared, entryPoints: ['bin/hook.ts'], outfile: 'dist/hook.cjs', format: 'cjs', minify: true }

/** ajv's code as a module of its own. It asks for one piece of ajv: taken in, so that no bundle has to find it. */
export async function bundleTelling(contents: string, write = true): Promise<Metafile> {
  return await bundled({ stdin: { contents, resolveDir: '.', loader: 'js' }, bundle: true, platform: 'node', format: 'cjs', outfile: 'host/generated/telling.cjs', logLevel: 'warning', metafile: true, write })
}

/** Makes everything that runs in dist/. Throws where esbuild as much as warns. */
export async function bundleAll(write = true): Promise<readonly Metafile[]> {
  const made: Metafile[] = []
  for (const options of bundles) made.push(await bundled({ ...options, write }))
  made.push(await bundled({ ...launcher, define: { DRIFT_BUILD: JSON.stringify(write ? digestOf('dist/judge.cjs') : '') }, write }))
  return made
}

function digestOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 16)
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
