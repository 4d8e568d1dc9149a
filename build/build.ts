// Source → dist/: validators, the command line, the hook bundle, the public door with its types, the published schemas.
import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { bundleAll, bundleTelling } from './bundles.ts'
import { bundledPackages, notices } from './notices.ts'
import { publishedSchemas, schemaText } from './schemas.ts'
import { tellingModule, tellingTypes, validatorsModule, validatorsTypes } from './validators.ts'

mkdirSync('host/generated', { recursive: true })
writeFileSync('host/generated/validators.cjs', validatorsModule())
writeFileSync('host/generated/validators.d.cts', validatorsTypes)
const telling = await bundleTelling(tellingModule())
writeFileSync('host/generated/telling.d.cts', tellingTypes)

rmSync('dist', { recursive: true, force: true })
const all = await bundleAll()
writeFileSync('dist/THIRD-PARTY-NOTICES.txt', notices(bundledPackages([telling, ...all])))

execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.door.json'], { stdio: 'inherit' })
mkdirSync('schemas', { recursive: true })
for (const [file, schema] of Object.entries(await publishedSchemas())) writeFileSync(`schemas/${file}`, `${schemaText(schema)}\n`)
// Neither esbuild nor tsc sets the exec bit; without it npx ends with 127.
chmodSync('dist/drift.cjs', 0o755)
