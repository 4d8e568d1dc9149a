// The id of a patch: upon one parent one id leads to one tree; a rebase keeps it; nothing of the machine is in it.
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { commitsBetween } from '../../git/log.ts'
import { Objects } from '../../git/objects.ts'
import * as patch from '../../git/patch.ts'
import { mutant } from '../support/mutant.ts'
import { repository, type Repository } from '../support/repository.ts'

type Subject = Pick<typeof patch, 'patchIds' | 'rangePatchId' | 'stagedPatchId'>

async function idOf(made: Repository, rev = 'HEAD'): Promise<string> {
  const options = { cwd: made.root }
  const objects = new Objects(options)
  try {
    const [commit] = (await commitsBetween([], rev, options)).slice(-1)
    return (await patch.patchIds([commit!], options, objects)).get(commit!.commit)!
  } finally {
    objects.close()
  }
}

const numbers = (to: number, more: Readonly<Record<number, string>> = {}) => Array.from({ length: to }, (_, i) => `${more[i + 1] ?? i + 1}\n`).join('')

/** What a commit makes of one file, as a script upon the same beginning; each must have an id of its own. */
const different: readonly (readonly [title: string, script: string])[] = [
  ['a word', 'sed -i 9s/9/nine/ f'], ['another word', 'sed -i 9s/9/neun/ f'], ['white space at the end of it', "sed -i '9s/9/nine /' f"], ['white space before it', "sed -i '9s/9/ nine/' f"],
  ['the same word at another place', 'sed -i 36s/9/nine/ f'], ['both places', 'sed -i "9s/9/nine/; 36s/9/nine/" f'], ['a carriage return', "sed -i '9s/9/nine\\r/' f"],
  ['a mode', 'chmod +x f'], ['a word and a mode', 'chmod +x f; sed -i 9s/9/nine/ f'], ['another name', 'git mv f g'], ['a copy', 'cp f g'], ['gone', 'git rm -q f'],
  ['an empty file', ': > e'], ['an empty executable file', ': > e; chmod +x e'], ['an empty file of another name', ': > d'],
  ['a file without its last newline', 'printf x > e'], ['a file with it', 'echo x > e'], ['a symlink', 'ln -s x e'], ['a link in place of a file', 'rm f; ln -s x f'],
  ['bytes', "printf 'a\\000b' > e"], ['other bytes', "printf 'a\\000c' > e"], ['bytes that are no text', "printf '\\377\\376' > e"],
  ['a submodule', 'git update-index --add --cacheinfo 160000,1111111111111111111111111111111111111111,s'], ['another commit of it', 'git update-index --add --cacheinfo 160000,2222222222222222222222222222222222222222,s'],
  ['what looks like a hunk', "printf 'a\\r@@ -1 +1 @@ x\\n' > e"], ['what looks like another', "printf 'a\\r@@ -9 +9 @@ x\\n' > e"],
  ['what looks like a file', "printf 'a\\rindex 1234567\\n' > e"], ['what looks like another file', "printf 'a\\rindex 7654321\\n' > e"],
  ['what looks like a commit', "printf '\\r1111111111111111111111111111111111111111\\nx\\n' > e"], ['what looks like a diff', "printf 'x\\rdiff --git a/x b/x\\nindex 1..2\\n@@ -1 +1 @@\\n+y\\n' > e"],
]
// The lines 1 to 30, and then 4 to 13 again, so that a hunk around 9 fits at two places.
const beginning = `${numbers(30)}4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n`

// Every one of them, made twice upon one parent.
const shared = repository({ files: { f: beginning } })
const parent = shared.commit('begin')
for (const [title, script] of different) {
  for (const words of ['one', 'two']) {
    shared.git('checkout', '-q', '-f', parent)
    shared.git('clean', '-q', '-f', '-d')
    assert.is(shared.sh(`${script}; git add -A ':!s' && git commit -q -m '${words}' && git branch -q '${words}/${title.replaceAll(' ', '-')}'`).code, 0, title)
  }
}

/** How many ids the commits of these words have. */
async function count({ patchIds }: Subject, ...words: readonly string[]): Promise<number> {
  const options = { cwd: shared.root }
  const objects = new Objects(options)
  try {
    const heads = shared.git('for-each-ref', '--format=%(refname)', ...words.map((word) => `refs/heads/${word}/`)).split('\n')
    const commits = await Promise.all(heads.map((head) => commitsBetween([parent], head, options)))
    assert.is(heads.length, different.length * words.length)
    return new Set((await patchIds(commits.flat(), options, objects)).values()).size
  } finally {
    objects.close()
  }
}

test('each of these is a patch of its own', async () => assert.is(await count(patch, 'one'), different.length))
test('made again it is the same one', async () => assert.is(await count(patch, 'one', 'two'), different.length))

test('settings, attributes and the environment of a machine are not in it', async () => {
  const made = repository({ files: { 'f.c': `int a;\n\n\nvoid f() {\n${numbers(20)}}\n`, 'sub/é "x"': 'a\n' } })
  try {
    made.commit('begin')
    made.write('f.c', `int b;\n\n\nvoid f() {\n${numbers(20, { 9: 'nine', 10: '' })}}\n`)
    made.write('sub/é "x"', 'b\n')
    made.commit('change')
    const id = await idOf(made)
    writeFileSync(join(made.root, '.git', 'info', 'attributes'), '*.c -diff\nsub/* diff=own\n')
    for (const [key, value] of Object.entries({
      'diff.own.textconv': 'tr a-z A-Z <', 'diff.own.command': 'false', 'diff.external': 'false', 'diff.algorithm': 'histogram', 'diff.context': '1', 'diff.interHunkContext': '20', 'diff.indentHeuristic': 'true',
      'diff.noprefix': 'true', 'diff.mnemonicPrefix': 'true', 'diff.renames': 'copies', 'diff.suppressBlankEmpty': 'true', 'diff.ignoreSubmodules': 'all', 'diff.wordRegex': '.', 'core.quotePath': 'false', 'core.abbrev': '4', 'color.ui': 'always',
      'diff.relative': 'true', 'diff.submodule': 'log', 'diff.orderFile': 'order', 'diff.statGraphWidth': '1',
    })) made.git('config', key, value)
    made.write('order', 'sub/*\n')
    process.env['GIT_DIFF_OPTS'] = '--unified=0'
    process.env['GIT_EXTERNAL_DIFF'] = 'false'
    assert.is(await idOf(made), id)
  } finally {
    delete process.env['GIT_DIFF_OPTS']
    delete process.env['GIT_EXTERNAL_DIFF']
    made.dispose()
  }
})

for (const place of ['main', 'sha256', 'linked', 'subfolder'] as const) {
  test(`of the index, of a commit and of a range of one: the same [${place}]`, async () => {
    const made = repository({ place, files: { f: numbers(40) } })
    const options = { cwd: made.cwd }
    const objects = new Objects(options)
    try {
      const base = made.commit('begin')
      made.write('f', numbers(40, { 3: 'three', 33: 'x' }))
      made.write('g', 'new\n')
      made.git('add', ':/')
      const staged = await patch.stagedPatchId([base], options, objects)
      const head = made.commit('change')
      assert.is(await idOf(made), staged)
      assert.is(await patch.rangePatchId(base, head, options, objects), staged)
      made.write('g', 'newer\n')
      const last = made.commit('more')
      assert.is.not(await patch.rangePatchId(base, last, options, objects), staged)
    } finally {
      objects.close()
      made.dispose()
    }
  })
}

test('a root commit has one', async () => {
  const made = repository({ unborn: true, files: { f: 'x\n' } })
  made.commit('begin')
  assert.match(await idOf(made), /^[0-9a-f]{64}$/)
  made.dispose()
})

test('a rebase keeps it, also over changes elsewhere in the file; one over its surroundings does not', async () => {
  const made = repository({ files: { f: numbers(60) } })
  try {
    const base = made.commit('begin')
    made.write('f', numbers(60, { 20: 'twenty', 40: 'forty' }))
    made.commit('change')
    const id = await idOf(made)
    made.git('branch', 'work')
    for (const [at, keeps] of [[1, true], [30, true], [60, true], [18, false]] as const) {
      made.git('checkout', '-q', '-B', 'base', base)
      made.write('f', at === 30 ? numbers(60).replace('\n30\n', '\n30\nmore\nand more\n') : numbers(60, { [at]: 'other' }))
      made.commit('base')
      made.git('checkout', '-q', '-B', 'moved', 'work')
      made.sh('git rebase -q -X theirs base')
      assert.is(await idOf(made) === id, keeps, String(at))
    }
  } finally {
    made.dispose()
  }
})

test('a merge: bound to its parents and to all that it holds', async () => {
  const made = repository({ files: { f: numbers(9), g: 'x\n' } })
  const options = { cwd: made.root }
  const objects = new Objects(options)
  try {
    made.commit('begin')
    made.git('switch', '-q', '-c', 'side')
    made.write('g', 'y\n')
    made.commit('side')
    made.git('switch', '-q', 'main')
    made.write('f', 'x\n')
    made.commit('main')
    made.git('merge', '-q', '--no-edit', 'side')
    const id = await idOf(made)
    assert.is(await patch.stagedPatchId([made.git('rev-parse', 'HEAD^1'), made.git('rev-parse', 'HEAD^2')], options, objects), id)
    made.git('commit', '-q', '--amend', '-m', 'other words')
    assert.is(await idOf(made), id)
    made.write('h', 'evil\n')
    made.git('add', '.')
    made.git('commit', '-q', '--amend', '--no-edit')
    assert.is.not(await idOf(made), id)
  } finally {
    objects.close()
    made.dispose()
  }
})

/** Many edits of one file of few different lines, each a commit upon the same parent; by commit its tree. */
function manyEdits(made: Repository, count: number): Map<string, string> {
  let seed = 7
  const random = (below: number) => { seed = (seed * 1664525 + 1013904223) % 4294967296; return Math.floor(seed / 4294967296 * below) }
  const lines = Array.from({ length: 40 }, () => 'ab'[random(2)]!)
  const text = (of: readonly string[]) => { const content = of.map((line) => `${line}\n`).join(''); return `data ${content.length}\n${content}\n` }
  const stream = [`commit refs/heads/root\nmark :1\ncommitter T <t@x> 1 +0000\ndata 0\nM 100644 inline f\n${text(lines)}`]
  for (let i = 0; i < count; i++) {
    const edited = [...lines]
    const at = random(edited.length)
    if (random(3) === 0) edited.splice(at, 1)
    else edited.splice(at, random(2), 'ab'[random(2)]!)
    stream.push(`commit refs/heads/x${i}\nmark :${i + 2}\ncommitter T <t@x> 1 +0000\ndata ${String(i).length}\n${i}\nfrom :1\nM 100644 inline f\n${text(edited)}`)
  }
  execFileSync('git', ['fast-import', '--quiet'], { cwd: made.root, input: stream.join('') })
  const told = made.git('for-each-ref', '--format=%(objectname) %(tree)', 'refs/heads/x*').split('\n').map((line) => line.split(' ') as [string, string])
  return new Map(told)
}

/** Two commits upon one parent with one id and two trees, if there are any. */
async function collision(subject: Subject, made: Repository, trees: ReadonlyMap<string, string>): Promise<string | undefined> {
  const options = { cwd: made.root }
  const objects = new Objects(options)
  try {
    const heads = [...trees.keys()]
    const commits = (await commitsBetween([made.git('rev-parse', 'root')], heads[0]!, options)).concat(...await Promise.all(heads.slice(1).map((head) => commitsBetween([made.git('rev-parse', 'root')], head, options))))
    const byId = new Map<string, string>()
    const ids = await subject.patchIds(commits, options, objects)
    for (const [commit, tree] of trees) {
      const id = ids.get(commit)!
      if (byId.has(id) && byId.get(id) !== tree) return id
      byId.set(id, tree)
    }
    assert.is(new Set(ids.values()).size, new Set(trees.values()).size)
    return undefined
  } finally {
    objects.close()
  }
}

test('upon one parent one id leads to one tree, also where lines repeat; without the places it would not', async () => {
  const made = repository()
  try {
    const trees = manyEdits(made, 150)
    assert.ok(new Set(trees.values()).size < trees.size && new Set(trees.values()).size > 40, 'some lead to one tree, most do not')
    assert.is(await collision(patch, made, trees), undefined)
    const broken = await mutant<Subject>(['git/patch.ts'], '`@@ ${place(hunk, lines)}', '`@@')
    assert.ok(await collision(broken, made, trees))
  } finally {
    made.dispose()
  }
})

for (const [title, from, to] of [
  ['a carriage return taken for the end of a line', "diff.split(/(?<=\\n)(?=@@ )/)", "diff.split(/^(?=@@ )/m)"],
  ['ids left out without a mode', "head.replace(/\\nindex \\S+/, '\\nindex')", "head.replace(/\\n(index|new file|old mode|new mode|deleted).*/g, '')"],
  ["white space passed over, as git's own patch-id does", "Buffer.from(latin1, 'latin1')", "Buffer.from(latin1.replace(/\\s/g, ''), 'latin1')"],
  ['binary content left to git', "'--text', ", "'--no-full-index', "],
] as const) {
  test(`mutant: ${title}`, async () => {
    const broken = await mutant<Subject>(['git/patch.ts'], from, to)
    assert.ok(await count(broken, 'one') < different.length, 'nobody notices')
  })
}

test.after(() => shared.dispose())
test.run()
