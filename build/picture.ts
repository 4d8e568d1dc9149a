// docs/blocked.svg: a real terminal (tmux) in which a commit is blocked, captured with its colours and drawn.
// Needs tmux and a built dist/. Run it with: node --import tsx build/picture.ts
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

const columns = 116
const rows = 24
const root = mkdtempSync(join(tmpdir(), 'drift-picture-'))
const session = `drift-picture-${process.pid}`
const drift = resolve('dist/drift.cjs')
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GIT_|CI$|CLAUDE|CODEX|CURSOR|AGENT$|AI_AGENT$|NO_COLOR)/.test(name)))
const tmux = (...args: string[]) => execFileSync('tmux', args, { encoding: 'utf8', env: environment })
const sleep = (ms: number) => new Promise((done) => { setTimeout(done, ms) })

const setUp = [
  'git init -q -b main', 'git config user.name Ada', 'git config user.email ada@example.org',
  'mkdir -p src/auth src/db && echo "export const limit = Infinity" > src/auth/login.js && git add . && git commit -q -m begin',
  'drift init --yes', 'drift plan new "Limit login attempts" --id login-limit-k3f9 --allow "src/auth/**" --allow "test/auth/**" --gate "npm test"',
  'drift approve login-limit-k3f9 --yes', 'drift start login-limit-k3f9',
  'echo "export const limit = 5" > src/auth/login.js', 'echo "create table attempts ();" > src/db/schema.sql',
]
const shown = ['git add src/auth/login.js src/db/schema.sql', 'git commit -m "feat: refuse the sixth attempt"', 'git restore --staged -- :/src/db/schema.sql', 'git commit -q -m "feat: refuse the sixth attempt"', 'git log -1 --format="%s%n%(trailers)"']

try {
  mkdirSync(join(root, 'bin'))
  writeFileSync(join(root, 'bin', 'drift'), `#!/bin/sh\nexec '${process.execPath}' '${drift}' "$@"\n`, { mode: 0o755 })
  mkdirSync(join(root, 'repository'))
  const cwd = join(root, 'repository')
  for (const command of setUp) execFileSync('sh', ['-c', command], { cwd, env: { ...environment, PATH: `${join(root, 'bin')}:${environment['PATH']}` }, stdio: 'pipe' })
  tmux('new-session', '-d', '-s', session, '-x', String(columns), '-y', String(rows), '-c', cwd, 'env', 'PS1=$ ', 'TERM=screen-256color', 'sh')
  await sleep(500)
  tmux('send-keys', '-t', session, 'clear', 'Enter')
  for (const command of shown) {
    tmux('send-keys', '-t', session, command, 'Enter')
    await sleep(2500)
  }
  const screen = tmux('capture-pane', '-t', session, '-e', '-p').trimEnd()
  writeFileSync('docs/blocked.svg', drawn(screen.split('\n')))
} finally {
  try { tmux('kill-session', '-t', session) } catch { /* It never began. */ }
  rmSync(root, { recursive: true, force: true })
}

/** Lines with SGR colours → an SVG that reads well on light and dark pages. */
function drawn(lines: readonly string[]): string {
  const size = { across: 8.4, down: 19, margin: 16 }
  const width = Math.ceil(columns * size.across + 2 * size.margin)
  const height = lines.length * size.down + 2 * size.margin
  const text = lines.map((line, i) => `<text x="${size.margin}" y="${size.margin + (i + 0.8) * size.down}" xml:space="preserve">${spans(line)}</text>`).join('\n')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="A terminal: a commit with a file outside of its plan is blocked, and passes without that file">
<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d7dae0}.c31{fill:#ff7b72;font-weight:bold}.c32{fill:#7ee787;font-weight:bold}.c33{fill:#e3b341;font-weight:bold}.p{fill:#79c0ff}</style>
<rect width="100%" height="100%" rx="8" fill="#0d1117"/>
${text}
</svg>
`
}

function spans(line: string): string {
  let colour = ''
  return line.split(/(\u001b\[[\d;]*m)/).map((part) => {
    const code = /^\u001b\[([\d;]*)m$/.exec(part)
    if (code) {
      colour = /^(31|32|33)$/.test(code[1]!) ? `c${code[1]}` : ''
      return ''
    }
    const safe = part.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
    return safe === '' ? '' : `<tspan class="${colour || (part.startsWith('$ ') ? 'p' : '')}">${safe}</tspan>`
  }).join('')
}
