// Stand-ins for what a hook starts: programs that say how they were called.
import { createHash } from 'node:crypto'
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** Writes a file with a mode, and its folders. */
export function put(path: string, text: string, mode = 0o644): string {
  mkdirSync(dirname(path), { recursive: true })
  writeFileSync(path, text)
  chmodSync(path, mode)
  return path
}

/** A program that prints `name`, its arguments in brackets and its stdin, and ends with `code`. */
export function sayer(path: string, name: string, code = 0): string {
  return put(path, `#!/bin/sh\nprintf '%s' '${name}'\nfor word; do printf ' [%s]' "$word"; done\nprintf '\\n'\nwhile IFS= read -r line; do printf '< %s\\n' "$line"; done\nexit ${code}\n`, 0o755)
}

/**
 * A hook bundle in place of the real one: judges as drift does when a plan file of the index is none, and notes its
 * arguments and stdin in `calls.txt` of the folder it is told by DRIFT_TEST_CALLS.
 */
export function stubBundle(path: string, judges = true): string {
  return put(path, `const { execFileSync } = require('node:child_process')
const fs = require('node:fs')
const event = process.argv[3]
const pushed = event === 'pre-push' ? fs.readFileSync(0, 'utf8') : ''
if (process.env.CALLS) fs.appendFileSync(process.env.CALLS, process.argv.slice(2, 4).join(' ') + '\\n' + pushed)
// Fails where the repository's objects are out of sight.
execFileSync('git', ['rev-list', '--objects', '--all'])
const tree = event === 'pre-push' ? pushed.split(' ')[1] + ':' : ':'
const listed = event === 'pre-push' ? ['ls-tree', '-r', '--name-only', tree] : ['ls-files', '--cached', '.drift/plans']
const names = ${judges} && tree !== 'undefined:' ? execFileSync('git', listed, { encoding: 'utf8' }).split('\\n').filter((name) => name.startsWith('.drift/plans/')) : []
for (const name of names) {
  if (execFileSync('git', ['cat-file', 'blob', tree + name], { encoding: 'utf8' }) !== 'not a plan\\n') continue
  process.stderr.write('drift: plan-id: ' + name + ' is no JSON\\n  fix: mend it\\n')
  process.exitCode = 1
}
`)
}

/** Every file below a folder: mode and bytes (their digest, if many), or where a link leads. */
export function bytes(folder: string, skip: (path: string) => boolean = () => false): Record<string, string> {
  const all: Record<string, string> = {}
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name)
    const name = relative(folder, path)
    if (skip(name)) continue
    const { mode } = lstatSync(path)
    all[name] = entry.isDirectory() ? 'folder' : entry.isSymbolicLink() ? `-> ${readlinkSync(path)}` : `${(mode & 0o777).toString(8)} ${short(readFileSync(path, 'latin1'))}`
  }
  return all
}

// Enough to see in a report what differs.
function short(text: string): string {
  return text.length < 400 ? text : createHash('sha256').update(text, 'latin1').digest('hex')
}
