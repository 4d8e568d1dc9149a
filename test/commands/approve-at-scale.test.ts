// limit 600 s: a hundred thousand approvals under DRIFT_TEST_LONG. What a hook and `drift approve` start and read must not grow with them.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { approvalsOf } from '../../commands/plans.ts'
import { differingNotes, keptRef, noteAt } from '../../git/notes.ts'
import { writeNotes } from '../../git/notes-write.ts'
import { Objects, type ObjectContent } from '../../git/objects.ts'
import { findPlace } from '../../git/place.ts'
import { approvalsRef, openPlace } from '../../records/repository.ts'
import { manyApprovals, someId } from '../support/many-approvals.ts'
import { driftRoot, repository, type Repository } from '../support/repository.ts'
import { gits } from '../support/processes.ts'

const many = process.env['DRIFT_TEST_LONG'] ? 100_000 : 10_000
const few = 100

/** A repository with an approved plan that runs, a staged file, and approvals of other plans. */
function running(count: number): Repository {
  const made = repository({ files: { 'src/a.js': 'a\n' } })
  made.commit('begin')
  for (const args of [['init', '--yes'], ['plan', 'new', 'x', '--id', 'x', '--allow', 'src/**'], ['approve', 'x', '--yes'], ['start', 'x']]) assert.is(made.drift(...args).code, 0)
  writeFileSync(join(made.outside, 'stream'), manyApprovals(count, made.git('rev-parse', approvalsRef)))
  assert.is(made.sh('git fast-import --quiet --done < "$OUTSIDE/stream"').code, 0)
  made.git('update-ref', keptRef(approvalsRef), approvalsRef)
  made.write('src/a.js', 'b\n')
  made.git('add', '.')
  made.write('../outside/message', 'feat: b\n')
  return made
}

/** A reader that counts what is read. */
class Counting extends Objects {
  count = 0
  override async read(spec: string): Promise<ObjectContent | undefined> {
    this.count++
    return super.read(spec)
  }
}

const hook = `'${process.execPath}' '${join(driftRoot, 'dist', 'hook.cjs')}' hook`
const scripts: readonly (readonly [title: string, script: string])[] = [
  ['pre-commit', `${hook} pre-commit`],
  ['commit-msg', `GIT_EDITOR=: ${hook} commit-msg "$OUTSIDE/message"`],
  ['approve', 'drift approve x --yes 2> /dev/null'],
  ['approve after git notes of somebody', `git notes --ref ${approvalsRef} add -f -m x HEAD 2> /dev/null && drift approve x --yes -m again 2> /dev/null`],
  ['revoke', 'drift approve x --revoke --yes 2> /dev/null'],
]

const places = new Map([few, many].map((count) => [count, running(count)]))

for (const [title, script] of scripts) {
  test(`${title}: as many git processes for ${many} approvals as for ${few}`, () => {
    const [small, large] = [...places.values()].map((made) => gits(made, script))
    assert.equal(large, small)
    assert.ok(small!.length > 0)
  })
}

test('the approvals of one plan, and of one content of it, are found by reading a note each', async () => {
  const { root } = places.get(many)!
  const objects = new Counting({ cwd: root })
  const opened = openPlace(await findPlace(root), objects)
  try {
    const found = await approvalsOf(opened, 'plan-7', [someId('digest 14')])
    assert.equal(found.map(({ digest }) => digest).sort(), [someId('digest 14'), someId('digest 15')].sort())
    assert.ok(objects.count <= 30, `${objects.count} objects were read`)
  } finally {
    opened.close()
  }
})

test('what two commits differ in is found without reading the rest, also where a note stands at another depth', async () => {
  const { root, git } = places.get(many)!
  const objects = new Counting({ cwd: root })
  try {
    const before = git('rev-parse', approvalsRef)
    await writeNotes({ cwd: root }, approvalsRef, new Map([[someId('new'), ['a']], [someId('digest 3'), ['b']]]))
    const after = git('rev-parse', approvalsRef)
    assert.equal([...(await differingNotes(objects, before, after)).keys()].sort(), [someId('new'), someId('digest 3')].sort())
    assert.equal([...(await differingNotes(objects, after, before)).keys()], [someId('digest 3')])
    assert.ok(objects.count <= 24, `${objects.count} objects were read`)
    assert.is((await noteAt(objects, after, someId('digest 3'))).paths.length, 1)
  } finally {
    objects.close()
  }
})

test.after(() => { for (const made of places.values()) made.dispose() })
test.run()
