// docs/*.svg: real terminals (tmux, 80 and 120 columns) in which drift is used, captured with their colours and drawn.
// Needs tmux and a built dist/. Run it with: node --import tsx build/pictures.ts
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'

interface Story {
  readonly about: string
  /** What was done before somebody looks, by sh. */
  readonly before: readonly string[]
  /** What is typed, each once the one before is answered. */
  readonly typed: readonly string[]
}

const begun = ['git init -q -b main', 'git config user.name Ada', 'git config user.email ada@example.org']
const stories: Readonly<Record<string, Story>> = {
  blocked: {
    about: 'A terminal: a commit with a file outside of its plan is blocked, and passes without that file',
    before: [
      ...begun, 'mkdir -p src/auth src/db && echo "export const limit = Infinity" > src/auth/login.js && git add . && git commit -q -m begin',
      'drift init --yes', 'drift plan new "Limit login attempts" --id login-limit-k3f9 --allow "src/auth/**" --allow "test/auth/**" --gate "npm test"',
      'drift approve login-limit-k3f9 --yes', 'drift start login-limit-k3f9',
      'echo "export const limit = 5" > src/auth/login.js', 'echo "create table attempts ();" > src/db/schema.sql',
    ],
    typed: ['git add src/auth/login.js src/db/schema.sql', 'git commit -m "feat: refuse the sixth attempt"', 'git restore --staged -- :/src/db/schema.sql', 'git commit -q -m "feat: refuse the sixth attempt"', 'git log -1 --format="%s%n%(trailers)"'],
  },
  init: {
    about: 'A terminal: drift init says what it found, asks two questions, writes, and proves that it blocks',
    before: [
      ...begun, 'mkdir -p src test .github/workflows docs && touch LICENSE CHANGELOG.md CLAUDE.md package-lock.json .github/CODEOWNERS .github/workflows/ci.yml docs/ledger.jsonl test/login.test.ts',
      `echo '{ "scripts": { "test": "vitest run" }, "devDependencies": { "vitest": "3", "@vitest/coverage-v8": "3" } }' > package.json`, 'git add . && git commit -q -m begin',
      'for i in $(seq 40); do seq $i > src/$((i % 7)).ts; git add . && git commit -q -m "step $i" --author "$([ $((i % 3)) = 0 ] && echo "Bea <bea@example.org>" || echo "Ada <ada@example.org>")"; done',
    ],
    typed: ['drift init', '', '', ''],
  },
}

const drift = resolve('dist/drift.cjs')
const environment = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(GIT_|CI$|CLAUDE|CODEX|CURSOR|AGENT$|AI_AGENT$|NO_COLOR)/.test(name)))
const tmux = (...args: string[]) => execFileSync('tmux', args, { encoding: 'utf8', env: environment })
const sleep = (ms: number) => new Promise((done) => { setTimeout(done, ms) })

for (const [name, story] of Object.entries(stories)) {
  for (const [file, columns] of [[`docs/${name}.svg`, 80], [`docs/${name}-wide.svg`, 120]] as const) writeFileSync(file, drawn(await captured(story, columns), columns, story.about))
}

/** The lines of the screen at the end. */
async function captured({ before, typed }: Story, columns: number): Promise<readonly string[]> {
  const root = mkdtempSync(join(tmpdir(), 'drift-picture-'))
  const session = `drift-picture-${process.pid}`
  try {
    mkdirSync(join(root, 'bin'))
    writeFileSync(join(root, 'bin', 'drift'), `#!/bin/sh\nexec '${process.execPath}' '${drift}' "$@"\n`, { mode: 0o755 })
    mkdirSync(join(root, 'repository'))
    const cwd = join(root, 'repository')
    const path = `${join(root, 'bin')}:${environment['PATH']}`
    for (const command of before) execFileSync('sh', ['-c', command], { cwd, env: { ...environment, PATH: path }, stdio: 'pipe' })
    tmux('new-session', '-d', '-s', session, '-x', String(columns), '-y', '60', '-c', cwd, 'env', 'PS1=$ ', 'TERM=screen-256color', `PATH=${path}`, 'sh')
    await answered(session)
    for (const line of typed) {
      tmux('send-keys', '-t', session, line, 'Enter')
      await answered(session)
    }
    return tmux('capture-pane', '-t', session, '-e', '-p').trimEnd().split('\n')
  } finally {
    try { tmux('kill-session', '-t', session) } catch { /* It never began. */ }
    rmSync(root, { recursive: true, force: true })
  }
}

/** Waits until something asks for the next line, and says nothing more for a while. */
async function answered(session: string): Promise<void> {
  for (let before = '', now = ''; !(now === before && /(\$|\]) ?$/.test(now)); ) {
    await sleep(700)
    before = now
    now = tmux('capture-pane', '-t', session, '-p').trimEnd()
  }
}

/** Lines with SGR colours → an SVG, light or dark as the page is. */
function drawn(lines: readonly string[], columns: number, about: string): string {
  const size = { across: 8.4, down: 19, margin: 16 }
  const width = Math.ceil(columns * size.across + 2 * size.margin)
  const height = lines.length * size.down + 2 * size.margin
  const text = lines.map((line, i) => `<text x="${size.margin}" y="${size.margin + (i + 0.8) * size.down}" xml:space="preserve">${spans(line)}</text>`).join('\n')
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img" aria-label="${about}">
<style>text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#1f2328}rect{fill:#f6f8fa}.c31{fill:#cf222e;font-weight:bold}.c32{fill:#116329;font-weight:bold}.c33{fill:#7d4e00;font-weight:bold}.p{fill:#0550ae}
@media(prefers-color-scheme:dark){text{fill:#d7dae0}rect{fill:#0d1117}.c31{fill:#ff7b72}.c32{fill:#7ee787}.c33{fill:#e3b341}.p{fill:#79c0ff}}</style>
<rect width="100%" height="100%" rx="8"/>
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
