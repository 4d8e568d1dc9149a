// What a hook costs: `drift hook pre-commit` in a repository of 20,000 files with 200 staged.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { againstNode } from './against-node.ts'

againstNode({ what: 'drift hook pre-commit (20,000 files, 200 staged)', file: 'hook.cjs', args: ['hook', 'pre-commit'], git: ['diff-index', '--cached', '--raw', '-z', 'HEAD'], bar: 1.6 }, ({ root, git, drift }) => {
  const write = (path: string, content: string) => { mkdirSync(dirname(join(root, path)), { recursive: true }); writeFileSync(join(root, path), content) }
  git('init', '-q', '-b', 'main')
  for (let i = 0; i < 20_000; i++) write(`src/${i % 100}/${i}.js`, `export const n = ${i}\n`)
  git('add', '.')
  git('commit', '-q', '-m', 'begin')
  drift('init', '--yes')
  drift('plan', 'new', 'Count', '--id', 'count', '--allow', 'src/**')
  drift('approve', 'count', '--yes')
  drift('start', 'count')
  for (let i = 0; i < 200; i++) write(`src/${i % 100}/${i}.js`, `export const n = -${i}\n`)
  git('add', '.')
})
