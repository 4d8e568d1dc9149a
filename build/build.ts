// Source → dist/: validators, the command line, the hook bundle, the public door with its types, the published schemas.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { build, type BuildOptions } from 'esbuild'
import { publishedSchemas } from './schemas.ts'
import { validatorsModule, validatorsTypes } from './validators.ts'

const { version, dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string; dependencies: Record<string, string> }

mkdirSync('host/generated', { recursive: true })
// The compiled code asks for one piece of ajv: taken in, so that neither kind of bundle has to find it.
await build({ stdin: { contents: validatorsModule(), resolveDir: '.', loader: 'js' }, bundle: true, platform: 'node', format: 'cjs', outfile: 'host/generated/validators.cjs', logLevel: 'warning' })
writeFileSync('host/generated/validators.d.cts', validatorsTypes)

rmSync('dist', { recursive: true, force: true })
const shared: BuildOptions = { bundle: true, platform: 'node', target: 'node20', define: { DRIFT_VERSION: JSON.stringify(version) }, logLevel: 'warning', legalComments: 'none' }
const external = Object.keys(dependencies)
const results = [
  await build({ ...shared, entryPoints: ['bin/drift.ts'], outfile: 'dist/drift.cjs', format: 'cjs', external: ['./hook.cjs', './cli.mjs'] }),
  // What git waits for: one file with all that it needs; what is rare stands beside it and is loaded when met. None of
  // them needs a package, so that init may copy them to where no package manager clears them away.
  await build({ ...shared, entryPoints: ['host/cli-hook.ts'], outfile: 'dist/hook.cjs', format: 'cjs', minify: true, plugins: [beside(['yaml', 'cli-plugins'])] }),
  await build({ ...shared, entryPoints: { yaml: 'host/config/yaml.ts', 'cli-plugins': 'host/cli-plugins.ts' }, outdir: 'dist', outExtension: { '.js': '.cjs' }, format: 'cjs', minify: true }),
  await build({ ...shared, entryPoints: { cli: 'host/cli.ts' }, outdir: 'dist', outExtension: { '.js': '.mjs' }, format: 'esm', splitting: true, chunkNames: 'part-[hash]', external }),
  await build({ ...shared, entryPoints: ['host/check.ts'], outfile: 'dist/check.mjs', format: 'esm', minify: true }),
]
const warnings = results.flatMap((result) => result.warnings)
if (warnings.length > 0) throw new Error(`esbuild warned ${warnings.length} times`)

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.door.json'], { stdio: 'inherit' })
mkdirSync('schemas', { recursive: true })
for (const [file, schema] of Object.entries(publishedSchemas())) writeFileSync(`schemas/${file}`, `${JSON.stringify(schema, null, 2)}\n`)
// Neither esbuild nor tsc sets the exec bit; without it npx ends with 127.
chmodSync('dist/drift.cjs', 0o755)

/** Leaves these modules out of a bundle; they are built as files beside it. */
function beside(names: readonly string[]): NonNullable<BuildOptions['plugins']>[number] {
  return {
    name: 'beside',
    setup(host) {
      host.onResolve({ filter: /\.ts$/ }, ({ path, kind }) => {
        const name = names.find((n) => path.endsWith(`/${n}.ts`))
        return name && kind === 'dynamic-import' ? { path: `./${name}.cjs`, external: true } : undefined
      })
    },
  }
}
