// What a range costs: `drift ci` over 1,000 commits of one plan, three files each.
import { againstNode } from './against-node.ts'

againstNode({ what: 'drift ci (1,000 commits of one plan, 3 files each)', file: 'drift.cjs', args: ['ci', '--base', 'main', '--head', 'work'], git: ['log', '--raw', '-z', '--no-renames', 'main..work'], bar: 2 }, ({ git, feed, drift }) => {
  git('init', '-q', '-b', 'main')
  git('commit', '-q', '--allow-empty', '-m', 'begin')
  drift('init', '--yes')
  drift('plan', 'new', 'Count', '--id', 'count', '--allow', 'src/**')
  drift('approve', 'count', '--yes')
  drift('start', 'count')
  git('branch', 'work')
  const data = (text: string) => `data ${Buffer.byteLength(text)}\n${text}\n`
  const commits = Array.from({ length: 1000 }, (_, i) => [
    `commit refs/heads/work\ncommitter Ada <ada@example.org> ${1_790_000_000 + i} +0000\n`, data(`feat: step ${i}\n\nPlan-Id: count\n`), i === 0 ? `from ${git('rev-parse', 'main')}` : '',
    ...[0, 1, 2].map((k) => `M 100644 inline src/${(i + k) % 20}/${i % 97}-${k}.js\n${data(`export const n = ${i}\n`)}`),
  ].join(''))
  feed(commits.join(''), 'fast-import', '--quiet')
})
