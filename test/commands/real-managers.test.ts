// limit 600 s: with the hook managers themselves, as people have them: what they block, and what is left when drift goes.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fetched, noRegistry } from '../support/managers.ts'
import type { Setting } from '../support/places.ts'
import { repository } from '../support/repository.ts'
import { skip } from '../support/skip.ts'

interface Real {
  /** As a package of npm; a program that is looked for on PATH where absent. */
  readonly from?: string
  readonly program: string
  readonly install: string
  readonly files: Readonly<Record<string, string>>
}

const reals: readonly Real[] = [
  { from: 'lefthook@2.2.2', program: 'lefthook', install: 'lefthook install', files: { 'lefthook.yml': 'pre-commit:\n  parallel: true\n  jobs:\n    - run: echo theirs {staged_files}\npre-push:\n  jobs:\n    - run: echo theirs\n' } },
  { from: 'lefthook@1.13.6', program: 'lefthook', install: 'lefthook install', files: { '.lefthook.json': '{ "commit-msg": { "commands": { "a": { "run": "echo theirs {1}" } } } }\n' } },
  { from: 'simple-git-hooks@2.14.0', program: 'simple-git-hooks', install: 'simple-git-hooks', files: { 'package.json': '{\n\t"name": "x",\n\t"simple-git-hooks": {\n\t\t"pre-push": "cat >told"\n\t}\n}' } },
  { program: 'pre-commit', install: 'pre-commit install', files: { '.pre-commit-config.yaml': 'repos:\n- repo: local\n  hooks: [{ id: theirs, name: theirs, entry: echo, language: system }]\n' } },
]

const tmp = mkdtempSync(join(tmpdir(), 'drift-test-real-'))
// lefthook's own script would install it into the repository around its folder: drift's.
process.env['npm_config_ignore_scripts'] = 'true'
const unreachable = noRegistry(tmp)

/** A folder for PATH that has the manager; or why there is none. */
function programOf({ from, program }: Real): { readonly bin: string } | { readonly why: string } {
  if (from === undefined) return spawnSync(program, ['--version']).status === 0 ? { bin: '' } : { why: `no ${program} on PATH` }
  if (unreachable !== undefined) return { why: unreachable }
  const folder = fetched(from, tmp)
  if (typeof folder !== 'string') return { why: folder.unreachable }
  const bin = mkdtempSync(join(tmp, 'bin-'))
  symlinkSync(join(folder, 'node_modules', '.bin', program), join(bin, program))
  return { bin }
}

// A place each; all of them in the long run.
const places: readonly Setting[] = ['main', 'linked', 'submodule']

for (const [i, real] of reals.entries()) {
  const title = `${real.from ?? real.program}, ${Object.keys(real.files)[0]}`
  const found = programOf(real)
  if ('why' in found) { skip(title, found.why); continue }
  for (const place of process.env['DRIFT_TEST_LONG'] ? places : [places[i % places.length]!]) test(`${title} × ${place}`, () => {
    const repo = repository({ place, files: real.files })
    try {
      // lefthook 1 gives its jobs a terminal.
      const sh = (script: string) => repo.sh(`PATH='${found.bin}${delimiter}'"$PATH" && export PATH NO_COLOR=1 && exec 2>&1 && ${script}`)
      const says = (script: string, code: number, text: string) => { const said = sh(script); assert.is(said.code, code, `${script}:\n${said.stdout}`); assert.ok(said.stdout.includes(text), `${script}: not "${text}":\n${said.stdout}`) }
      repo.commit('Begin')
      const state = () => sh('git ls-tree -r HEAD && git config --list --local').stdout
      const before = state()
      says('drift init --yes --profile team', 0, 'Not effective yet: ')
      says('drift doctor', 1, 'was not blocked (by way of')
      says(real.install, 0, '')
      says('drift doctor', 0, `by way of ${real.program}`)
      says('drift init --yes', 0, 'Nothing to change')

      says('mkdir src && seq 50 >src/a && git add src && git commit -qm "feat: a"', 1, 'drift: plan-id:')
      says('git reset -q && rm -r src && echo x >README.md && git add README.md && git commit -qm "docs: x"', 0, '')
      says('git rm -q README.md && seq 30 >b && git add b && git commit -qm "feat: only partly" -- b', 1, 'drift: plan-id:')
      says('git reset -q --hard && seq 50 >a && git add a && git commit -qnm "feat: past the hook" && git init -q --bare "$OUTSIDE/remote" && git remote add origin "$OUTSIDE/remote" && git push -q origin HEAD~1:refs/heads/main && git branch -q -u origin/main', 0, '')
      says('git push -q origin HEAD:main', 1, 'drift: plan-id:')
      says('git branch other && git reset -q --hard HEAD~1 && git push -q origin other', 1, 'drift: plan-id:')
      if (real.program === 'simple-git-hooks') { says('rm -f told && git push -q origin HEAD~1:refs/heads/second && cat told', 0, 'refs/heads/second') }

      says('rm -f told && git reset -q --hard HEAD~1 && drift uninstall --yes', 0, 'drift is out')
      assert.equal(state().split('\n').filter((line) => !/^(remote|branch)\./.test(line)), before.split('\n'))
      assert.is(sh('git status --porcelain').stdout, '')
      says('seq 50 >c && git add c && git commit -qm "feat: c" && git push -q origin HEAD:later', 0, '')
    } finally {
      repo.dispose()
    }
  })
}

test('planted: a lefthook that is gone lets everything through, and doctor says so', () => {
  const repo = repository({ files: { 'lefthook.yml': 'colors: false\n' } })
  try {
    const found = programOf(reals[0]!)
    if ('why' in found) { skip('a lefthook that is gone', found.why); return }
    const bin = join(repo.outside, 'bin')
    repo.sh(`mkdir '${bin}'`)
    writeFileSync(join(bin, 'lefthook'), `#!/bin/sh\nexec '${found.bin}/lefthook' "$@"\n`)
    chmodSync(join(bin, 'lefthook'), 0o755)
    const sh = (script: string) => repo.sh(`PATH='${bin}${delimiter}'"$PATH" && export PATH && exec 2>&1 && ${script}`)
    repo.commit('Begin')
    assert.is(sh('drift init --yes && lefthook install && drift doctor').code, 0)
    // The hook knows where the program was, too.
    repo.sh(`rm '${bin}/lefthook' && sed -i 's#/[^ ]*/lefthook -h#/gone -h#' .git/hooks/pre-commit`)
    const said = sh('drift doctor')
    assert.is(said.code, 1, said.stdout)
    assert.match(said.stdout, 'finds no lefthook, so git runs nothing')
  } finally {
    repo.dispose()
  }
})

test.after(() => rmSync(tmp, { recursive: true, force: true }))
test.run()
