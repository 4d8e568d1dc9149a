// The table of CI systems in docs/ci.md, as the code has them.
import { providers } from '../host/providers/index.ts'

const head = ['system', 'known by', 'pull requests: from the target branch to the head', 'pushes: from', 'what gives it the whole history', 'looked up in']

/** All providers, one row each. */
export function providersTable(): string {
  const rows = providers.map(({ name, full, docs: { mark, pull, push, source, unverified } }) => [name, mark, pull, push, `\`${full}\``, unverified ? `${source}; not verified: ${unverified}` : source])
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`).join('\n')
}
