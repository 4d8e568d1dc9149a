// Whether a tree is what git makes of taking a commit back, but for some places.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inverts } from '../../git/inverse.ts'
import { findPlace } from '../../git/place.ts'
import { within } from '../support/notes.ts'

within('where a tree differs, and one that is not here', {}, async (r, objects) => {
  const commit = (...files: readonly (readonly [string, string])[]) => {
    for (const [name, text] of files) writeFileSync(join(r.root, name), text)
    r.git('add', '.')
    r.git('commit', '-q', '--allow-empty', '-m', 'x')
    return r.git('rev-parse', 'HEAD')
  }
  commit(['a', 'one'], ['kept', 'one'])
  const of = commit(['a', 'two'], ['kept', 'two'])
  const [whole, all, most, other] = [commit(['a', 'one'], ['kept', 'one']), commit(['a', 'one'], ['kept', 'two']), commit(['a', 'one'], ['kept', 'three']), commit(['a', 'three'], ['kept', 'one'])]
  const ask = (tree: string, ...but: string[]) => ({ tree: `${tree}:` as const, parent: of, of, but })
  assert.equal(await inverts([ask(whole), ask(all), ask(all, 'kept'), ask(most, 'kept'), ask(other, 'kept'), ask('0123456789'.repeat(4), 'kept')], await findPlace(r.cwd), objects), [true, false, true, true, false, false])
})

test.run()
