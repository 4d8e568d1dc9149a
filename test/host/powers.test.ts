// The powers of a plugin's command, through the command line that is built: small plugins, real git.
import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { bytes } from '../hooks/stand-ins.ts'
import { alive } from '../support/alive.ts'
import { command, run, sharedDrift, withPlugin, type PluginPlace } from '../support/plugin-place.ts'
import { repository } from '../support/repository.ts'

type Options = Parameters<typeof withPlugin>[1]
const within = (title: string, plugin: string, options: Options, work: (repo: PluginPlace) => void | Promise<void>) => test(title, async () => {
  const repo = withPlugin(plugin, options)
  try { await work(repo) } finally { repo.dispose() }
})

const passing = "[{ title: 'a', change: [], options: {}, findings: [] }, { title: 'b', change: ['M x'], options: {}, findings: ['x'] }]"
const note = "kinds: [{ name: 'note', merge: 'union', at: { scratch: 'repository' }, schema: object({ text: text({ min: 1 }) }) }],"

for (const [power, call, effect] of [
  ['append records', "context.append('note', 'k', { text: 'x' })", 'records'],
  ['hold a lease', "context.hold('k', 9, async () => 0)", 'scratch'],
  ['write files', "context.write([{ path: 'x', block: 'x' }])", 'files'],
  ['run programs', "context.run({ argv: ['true'], timeoutS: 9 })", 'processes'],
] as const) {
  const twin = command(`await ${call}; return 0`, note)
  within(`without its effect a command may not ${power}`, twin.replace(`'${effect}'`, "'remote'"), {}, ({ drift, root }) => {
    const { code, stderr } = drift('go')
    assert.is(code, 3)
    assert.match(stderr, `drift: drift go may not ${power}: the command does not name the effect "${effect}"`)
    assert.not(existsSync(join(root, 'x')) || existsSync(join(root, '.git', 'drift')))
  })
  within(`with its effect it may ${power}`, twin, {}, ({ drift }) => assert.equal(drift('go'), { code: 0, stdout: '', stderr: '' }))
}

// Finds every line with "bad", and tells all that a check may see.
const seer = `const see = { name: 'see', demand: 'x', stages: ['pre-commit', 'ci'], options: object({}), reads: () => ({ texts: ['**'], hunks: ['**'], tree: ['**'], attributes: ['mark'] }), examples: ${passing},
  *run({ files, seen }) { for (const f of files) yield { code: 'c', path: f.path, message: [f.status, f.after, f.added, seen.tree.includes(f.path), seen.attributes[f.path]?.mark].join('|'), fix: 'f' } } }`
const looking = (from: string) => `${seer}\n${command(`const change = await context.change(${from}); const { outcomes } = await context.judge(change, ['p/see']); context.print(outcomes[0].findings.map(({ path, message }) => path + ' ' + message).concat(change.extent, change.stage)); return 0`, 'checks: [see],')}`
const sees = (repo: PluginPlace) => { const { code, stdout, stderr } = repo.drift('go'); assert.is(code, 0, stderr); return JSON.parse(stdout) as string[] }

within('the worktree: all that differs from HEAD, judged by the one evaluator, and nothing is changed', looking("'worktree'"), { files: { '.gitignore': 'ignored\n', '.gitattributes': 'new mark=here\n', gone: 'x\n', kept: 'x\n', changed: 'one\n', empty: '' } }, (repo) => {
  repo.sh('rm gone; printf "one\\ntwo\\n" >changed; printf "a\\nb\\n" >new; echo x >ignored; printf staged >staged; git add staged; printf more >staged; mkdir -p deep/er; : >deep/er/none; git update-index --split-index; git config core.splitIndex true')
  const before = bytes(repo.root)
  const changed = () => Object.keys({ ...before, ...bytes(repo.root) }).filter((name) => before[name] !== bytes(repo.root)[name])
  assert.equal(sees(repo), ['changed modified|one\ntwo\n|2|true|', 'deep/er/none added|||true|', 'gone deleted|||false|', 'new added|a\nb\n|1,2|true|here', 'staged added|more|1|true|', 'staged', 'pre-commit'])
  assert.equal([changed(), readdirSync(tmpdir()).filter((name) => name.startsWith('drift-worktree'))], [[], []])
})

within('what is staged, and nothing else', looking("'staged'"), {}, (repo) => {
  repo.sh('printf a >a; git add a; printf b >a; printf b >b')
  assert.equal(sees(repo), ['a added|a|1|true|', 'staged', 'pre-commit'])
})

within('a range: its net change, with the tree and attributes of its head', looking("{ base: 'HEAD~2', head: 'HEAD' }"), {}, (repo) => {
  repo.write('b', 'x\n')
  repo.commit('one')
  repo.write('c', 'x\n')
  repo.write('.gitattributes', 'c mark=head\n')
  repo.commit('two')
  repo.sh('git rm -q --cached c; rm .gitattributes')
  assert.equal(sees(repo), ['.gitattributes added|c mark=head\n|1|true|', 'b added|x\n|1|true|', 'c added|x\n|1|true|head', 'net', 'ci'])
})

const comparer = `const see = { name: 'see', demand: 'x', stages: ['ci', 'pre-commit'], options: object({}), reads: () => ({ volumes: ['b'], baseAttributes: ['mark'], attributes: ['mark'], policy: true }), examples: ${passing},
  *run({ files, seen: { baseAttributes, attributes, policy } }) { for (const f of files) yield { code: 'c', path: f.path, message: [f.volume?.lines, f.volume?.bytes, baseAttributes[f.path]?.mark, attributes[f.path]?.mark, policy.before?.approval.threshold, policy.after?.approval.threshold, policy.files].join('|'), fix: 'f' } } }`
const comparing = (from: string) => looking(from).replace(seer, comparer)

within('a range: how much it is, the attributes of its base beside its own, and the configs at both ends', comparing("{ base: 'HEAD~1', head: 'HEAD' }"), { files: { '.gitattributes': 'b mark=base\n', b: 'one\n' } }, (repo) => {
  repo.write('b', 'two\nthree\n')
  repo.write('.gitattributes', 'b mark=head\n')
  repo.write('.driftrc', repo.sh('cat .driftrc').stdout.replace('{', '{ "approval": { "threshold": 2 },'))
  repo.commit('one')
  repo.sh('rm .gitattributes')
  assert.equal(sees(repo), ['.driftrc ||||1|2|.driftrc', '.gitattributes ||||1|2|.driftrc', 'b 3|14|base|head|1|2|.driftrc', 'net', 'ci'])
})

within('what is staged is compared with HEAD', comparing("'staged'"), { files: { '.gitattributes': 'b mark=base\n' } }, (repo) => {
  repo.sh('printf "b mark=index\\n" >.gitattributes; printf x >b; git add b .gitattributes')
  assert.equal(sees(repo), ['.gitattributes ||||1|1|.driftrc', 'b 1|2|base|index|1|1|.driftrc', 'staged', 'pre-commit'])
})

test('the worktree of an unborn branch, of SHA-256, of a linked worktree, of a sparse checkout', () => {
  const plugin = (repo: ReturnType<typeof repository>) => {
    repo.write('tools/p.mjs', `import { object } from 'git-drift/check'\n${command("context.print((await context.change('worktree')).files.map(({ path, status }) => status + ' ' + path)); return 0")}\n`)
    repo.write('.driftrc', '{"plans":{"required":false},"plugins":["./tools/p.mjs"]}')
  }
  const files = ['added .driftrc', 'added tools/p.mjs']
  for (const options of [{ unborn: true }, { place: 'sha256' }, { place: 'linked' }, { place: 'subfolder' }, { place: 'odd-root' }] as const) {
    const repo = repository(options)
    plugin(repo)
    const { code, stdout, stderr } = run(repo, sharedDrift(), ['go'])
    assert.is(code, 0, `${JSON.stringify(options)}: ${stderr}`)
    assert.equal(JSON.parse(stdout), files)
    repo.dispose()
  }
  const sparse = repository({ files: { 'in/a': 'x', 'out/b': 'x' } })
  plugin(sparse)
  sparse.commit('all')
  sparse.sh('git sparse-checkout set in tools; mkdir out; echo y >out/new')
  assert.equal(JSON.parse(run(sparse, sharedDrift(), ['go']).stdout), ['added out/new'])
  sparse.dispose()
})

within('a check that there is not cannot be asked for', command("await context.judge(await context.change('staged'), ['scoop']); return 0"), {}, ({ drift }) => {
  const { code, stderr } = drift('go')
  assert.is(code, 3)
  assert.match(stderr, 'asks for the check "scoop", which there is not (did you mean scope?)')
})

within('the plan of the active run, with its standing, and none without a run', command('context.print([context.plan?.id, context.plan?.intent.goal, context.plan?.standing.state]); return 0'), {}, (repo) => {
  assert.equal(JSON.parse(repo.drift('go').stdout), [null, null, null])
  repo.git('switch', '-q', '-c', 'work')
  for (const args of [['plan', 'new', 'Do it', '--id', 'do-it', '--allow', 'src/**'], ['approve', 'do-it', '--yes'], ['start', 'do-it']]) { const ran = repo.drift(...args); assert.is(ran.code, 0, `${args.join(' ')}: ${ran.stderr}`) }
  assert.equal(JSON.parse(repo.drift('go').stdout), ['do-it', 'Do it', 'approved'])
  repo.git('switch', '-q', 'main')
  assert.equal(JSON.parse(repo.drift('go').stdout), [null, null, null])
})

const own = "kinds: [{ name: 'note', merge: 'union', at: { notes: 'commit' }, schema: object({ text: text({ min: 1 }) }) }, { name: 'log', merge: 'union', at: { file: 'docs/log.jsonl' }, schema: object({ n: number() }) }],"
within('records of its own kinds come back by short and by full name, durable where the kind says', command(`
  const head = args.head ?? process.env.HEAD
  const ids = [await context.append('note', head, { text: 'a' }), await context.append('p/note', head, { text: 'b' }), await context.append('log', 'k', { n: 1 })]
  context.print({ ids: ids.map((id) => id.length), short: await context.list('note', head), full: await context.list('p/note'), log: await context.list('log'), other: await context.list('log', 'z'), approvals: await context.list('approval') }); return 0`, own), {}, (repo) => {
  const head = repo.git('rev-parse', 'HEAD')
  const said = JSON.parse(repo.sh(`HEAD=${head} '${process.execPath}' '${repo.program}' go`).stdout) as { short: { text: string }[]; full: { text: string }[] }
  assert.equal({ ...said, short: said.short.map(({ text }) => text).sort(), full: said.full.map(({ text }) => text).sort() }, { ids: [64, 64, 64], short: ['a', 'b'], full: ['a', 'b'], log: [{ n: 1 }], other: [], approvals: [] })
  assert.match(repo.git('notes', '--ref=drift/p-note', 'show', head), '"text":"a"')
  assert.match(readFileSync(join(repo.root, 'docs/log.jsonl'), 'utf8'), '"n":1')
})

for (const [title, body, code, said] of [
  ['a record of another plugin', "await context.append('q/note', 'k', {})", 3, /plugin p may write records of its own kinds only, and "q\/note" is none of them/],
  ['a record of drift', "await context.append('approval', 'k', {})", 3, /own kinds only, and "approval"/],
  ['a record that does not fit', "await context.append('log', 'k', { n: 'x' })", 2, /this is no record of kind p\/log: \/n: expected/],
  ['records of a kind that nobody brings', "await context.list('lgo')", 2, /no kind of record "lgo" \(did you mean log\?\)/],
] as const) within(`refused: ${title}`, command(`${body}; return 0`, own), {}, ({ drift }) => {
  const ran = drift('go')
  assert.is(ran.code, code, ran.stderr)
  assert.match(ran.stderr, said)
})

within('a file of records is not reached through a link out of the worktree', command("await context.append('log', 'k', { n: 1 }); return 0", own), {}, (repo) => {
  symlinkSync(repo.outside, join(repo.root, 'docs'))
  assert.is(repo.drift('go').code, 1)
  assert.equal(readdirSync(repo.outside), [])
})

within('a program runs at the root, or where the job says, with its input, and its time is limited', command(`
  const [here, there] = [await context.run({ argv: ['pwd'], timeoutS: 9 }), await context.run({ argv: ['pwd'], cwd: 'tools', timeoutS: 9 })]
  const { stdout } = await context.run({ argv: ['sh', '-c', 'cat; echo $V'], stdin: 'in ', env: { V: 'out' }, timeoutS: 9 })
  const late = await context.run({ argv: ['sh', '-c', 'sleep 60 & echo $!; wait'], timeoutS: 0.3 })
  const none = await context.run({ argv: ['no-such-program'], timeoutS: 9 })
  context.print({ here: here.stdout, there: there.stdout, stdout, late: [late.timedOut, late.exit, late.stdout], none: none.exit }); return 0`), {}, (repo) => {
  mkdirSync(join(repo.root, 'deep'))
  const said = JSON.parse(repo.sh(`cd deep; '${process.execPath}' '${repo.program}' go`).stdout) as { late: [boolean, null, string] }
  const grandchild = Number(said.late[2])
  assert.equal({ ...said, late: said.late.slice(0, 2) }, { here: `${repo.root}\n`, there: `${join(repo.root, 'tools')}\n`, stdout: 'in out\n', late: [true, null], none: 127 })
  assert.not(alive(grandchild))
})

const waits = "process.stdout.write(String((await Promise.race([context.run({ argv: ['sh', '-c', 'sleep 60 & echo $! >pid; wait'], timeoutS: 99 }), new Promise((done) => context.signal.addEventListener('abort', () => done('aborted')))]))))"
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  within(`${signal} aborts the command, kills what it runs, lets it end, and gives 130`, command(`${waits}; await context.append('note', 'k', { text: 'ended' }); return 0`, note), {}, async (repo) => {
    const child = spawn(process.execPath, [repo.program, 'go'], { cwd: repo.root, stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = new Promise<number | null>((done) => child.on('exit', (code) => done(code)))
    const file = join(repo.root, 'pid')
    for (let i = 0; i < 200 && !(existsSync(file) && readFileSync(file, 'utf8').endsWith('\n')); i++) await sleep(50)
    child.kill(signal)
    assert.is(await ended, 130)
    await sleep(100)
    assert.not(alive(Number(readFileSync(file, 'utf8'))))
    assert.match(readFileSync(join(repo.root, '.git', 'drift', 'p-note.jsonl'), 'utf8'), 'ended')
  })
}

const writer = command("await context.write([{ path: 'AGENTS.md', block: 'obey\\n', comment: '<!--' }, { path: 'new/deep/tool.sh', block: '#!/bin/sh\\n', executable: true }]); return 0")
within('files: a dry run shows them and writes nothing', writer, { files: { 'AGENTS.md': 'one\ntwo' } }, ({ drift, root, git }) => {
  const { code, stdout } = drift('go', '--dry-run')
  assert.is(code, 0)
  assert.is(stdout, '--- a/AGENTS.md\n+++ b/AGENTS.md\n@@ line 3 @@\n+<!-- drift: begin p -->\n+obey\n+<!-- drift: end p -->\n--- /dev/null\n+++ b/new/deep/tool.sh\n@@ line 1 @@\n+#!/bin/sh\n+\n')
  assert.is(git('status', '--porcelain'), '')
  assert.not(existsSync(join(root, '.git', 'drift')))
})

within('a dry run grants no other power', command("await context.append('note', 'k', { text: 'x' }); return 0", note), {}, ({ drift, root }) => {
  const { code, stderr } = drift('go', '--dry-run')
  assert.is(code, 1)
  assert.match(stderr, 'drift go --dry-run ends here: it would append records')
  assert.not(existsSync(join(root, '.git', 'drift')))
})

within('files are written where they belong', writer, { files: { 'AGENTS.md': 'one\ntwo' } }, ({ drift, root, git }) => {
  assert.is(drift('go').code, 0)
  assert.is(readFileSync(join(root, 'AGENTS.md'), 'utf8'), 'one\ntwo\n<!-- drift: begin p -->\nobey\n<!-- drift: end p -->')
  assert.is(git('status', '--porcelain'), ' M AGENTS.md\n?? new/')
})

test.run()
