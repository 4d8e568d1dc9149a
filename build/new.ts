// `npm run new:check <name>`, `npm run new:plugin <name>`: copies what stands in templates/, and says what to do next.
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

interface Copy {
  readonly from: string
  readonly to: string
  /** Texts of the template → what stands there in the copy. */
  readonly put: Readonly<Record<string, string>>
}

const kinds: Readonly<Record<string, (name: string) => readonly Copy[]>> = {
  check: (name) => [
    { from: 'templates/check.ts', to: `checks/${name}.ts`, put: { 'template-check': name } },
    { from: 'templates/check.test.ts', to: `test/checks/${name}.test.ts`, put: { './check.ts': `../../checks/${name}.ts`, '../test/support/': '../support/' } },
  ],
  plugin: (name) => [
    { from: 'templates/plugin/index.ts', to: `plugins/${name}/index.ts`, put: { 'template-plugin': name } },
    { from: 'templates/plugin/index.test.ts', to: `test/plugins/${name}.test.ts`, put: { 'template-plugin': name, './index.ts': `../../plugins/${name}/index.ts`, '../../test/support/': '../support/' } },
  ],
}

const next: Readonly<Record<string, (name: string) => string>> = {
  check: (name) => `Next:
  1. checks/${name}.ts: the demand, the options, run, and examples that pass and fail
  2. test/checks/${name}.test.ts: the table; break the check on purpose and see it go red
  3. host/config/presets.ts: in which presets it is on (without that it is off)
  4. npm run docs, then npm run check`,
  plugin: (name) => `Next:
  1. plugins/${name}/index.ts: what it brings; one file for each thing where there are several
  2. test/plugins/${name}.test.ts: the tables; break the plugin on purpose and see them go red
  3. npm run check`,
}

/** `bugfix-dod` → `bugfixDod`. */
function identifier(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
}

function whatIsWrong(kind: string | undefined, name: string | undefined, more: readonly string[]): string | undefined {
  if (kind === undefined || !Object.hasOwn(kinds, kind) || name === undefined || more.length > 0) return 'usage: npm run new:check <name>, or npm run new:plugin <name>'
  if (!/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name)) return `"${name}" is no name: lower-case words with dashes between, as in changes-together`
  // The list of checks names each in a variable.
  if (['checks', 'check', 'index'].includes(name) || isReserved(identifier(name))) return `"${name}" cannot be a name: the word means something already`
  const there = kinds[kind]!(name).find(({ to }) => existsSync(to) || (kind === 'plugin' && existsSync(dirname(to)) && to.startsWith('plugins/')))
  return there && `${there.to} is there already`
}

function isReserved(word: string): boolean {
  try {
    new Function(`'use strict'; let ${word}`)
    return false
  } catch {
    return true
  }
}

/** The text of checks/index.ts for these checks. */
export function listOfChecks(names: readonly string[]): string {
  const sorted = [...names].sort()
  const imports = sorted.map((name) => `import ${identifier(name)} from './${name}.ts'\n`).join('')
  return `// Every check of drift's own, one line each, alphabetical.\n${imports}import type { Check } from '../host/check.ts'\n\nexport const checks: readonly Check[] = [${sorted.map(identifier).join(', ')}]\n`
}

/** Makes a check or a plugin in the checkout that is the current folder; prints what came of it and gives the exit code. */
export function makeNew([kind, name, ...more]: readonly string[], say: (line: string) => void): 0 | 2 {
  const wrong = whatIsWrong(kind, name, more)
  if (wrong) {
    say(wrong)
    return 2
  }
  for (const { from, to, put } of kinds[kind!]!(name!)) {
    mkdirSync(dirname(to), { recursive: true })
    writeFileSync(to, Object.entries(put).reduce((text, [here, there]) => text.replaceAll(here, there), readFileSync(from, 'utf8')), { flag: 'wx' })
    say(`wrote ${to}`)
  }
  if (kind === 'check') {
    const names = readdirSync('checks').filter((file) => file.endsWith('.ts') && file !== 'index.ts').map((file) => file.replace(/\.ts$/, ''))
    writeFileSync('checks/index.ts', listOfChecks(names))
    say('wrote checks/index.ts')
  }
  say(next[kind!]!(name!))
  return 0
}

if (process.argv[1]?.endsWith('new.ts')) process.exitCode = makeNew(process.argv.slice(2), console.log)
