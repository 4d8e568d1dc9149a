// `npm run docs`: writes what docs say about checks, config and commands from the code; with --check only says what is stale (exit 1).
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { checks } from '../checks/index.ts'
import { checksPage } from './docs-checks.ts'
import { exampleConfig } from './docs-example.ts'
import { providersTable } from './docs-providers.ts'
import { reference } from './docs-reference.ts'
import { manPage } from './man.ts'

/** A page with the part between its marks written anew. Throws where it has no marks. */
function withPart(path: string, name: string, part: string): string {
  const begin = `<!-- generated: ${name} -->\n`
  const end = `<!-- end: ${name} -->`
  const [before, rest = ''] = readFileSync(path, 'utf8').split(begin)
  const after = rest.split(end)[1]
  if (after === undefined) throw new Error(`${path} has no lines ${begin.trim()} and ${end}: what is generated stands between them`)
  return `${before}${begin}\n${part}\n${end}${after}`
}

const files: Readonly<Record<string, string>> = {
  'docs/checks.md': checksPage(checks),
  'docs/ci.md': withPart('docs/ci.md', 'providers', providersTable()),
  'docs/configuration.md': withPart('docs/configuration.md', 'reference', reference(checks)),
  'man/drift.1': await manPage(),
  '.driftrc.example': await exampleConfig(checks),
}

const stale = Object.entries(files).filter(([path, text]) => !existsSync(path) || readFileSync(path, 'utf8') !== text)
const onlyCheck = process.argv.includes('--check')
for (const [path, text] of stale) {
  if (!onlyCheck) writeFileSync(path, text)
  console.log(onlyCheck ? `${path} is stale: npm run docs` : `wrote ${path}`)
}
process.exitCode = onlyCheck && stale.length > 0 ? 1 : 0
