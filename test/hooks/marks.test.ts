import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { cutBlock, findBlock, ownerOf, putBlock, sealBlock, sealHook } from '../../hooks/marks.ts'

const hook = sealHook('true\n')
const block = sealBlock('judge "$@" || exit $?\n')
const newer = sealBlock('judge --better "$@" || exit $?\n')

test('whose a hook file is', () => {
  for (const [text, owner] of [
    [undefined, 'absent'], ['', 'foreign'], ['#!/bin/sh\ntrue\n', 'foreign'], ['#!/bin/sh\n# drift is good\n', 'foreign'],
    [hook, 'drift'], [`${hook}false\n`, 'edited'], [hook.replace('true', 'false'), 'edited'], [hook.replace('/bin/sh', '/bin/bash'), 'edited'],
    [hook.replace(/seal .*/, 'seal broken'), 'edited'], [`#!/bin/sh\necho mine\n${hook.slice(10)}`, 'edited'],
  ] as const) assert.is(ownerOf(text), owner, String(text))
})

const texts = ['', '\n', 'npm test', 'npm test\n', '\n\n', '#!/bin/sh\n', '#!/bin/sh', '#!/bin/sh\nnpm test', '#!/usr/bin/env sh\nnpm test\n', 'a\r\nb\r\n', 'a\r\nb', ' # drift: begin\n']

test('a block that is cut out leaves every byte', () => {
  for (const where of ['first', 'last'] as const) {
    for (const text of texts) {
      const put = putBlock(text, block, where, 'x')
      assert.is(cutBlock(put, 'x'), text, JSON.stringify([where, text]))
      assert.is(putBlock(put, block, where, 'x'), put, 'twice is once')
      assert.is(cutBlock(putBlock(put, newer, where, 'x'), 'x'), text, 'an exchanged block')
      assert.not(findBlock(put, 'x')?.edited)
    }
  }
})

test('where a block stands', () => {
  assert.is(putBlock('npm test\n', block, 'last', 'x'), `npm test\n${block}\n`)
  assert.is(putBlock('npm test\n', block, 'first', 'x'), `${block}\nnpm test\n`)
  assert.is(putBlock('#!/bin/sh\nnpm test\n', block, 'first', 'x'), `#!/bin/sh\n${block}\nnpm test\n`)
  assert.is(putBlock(`a\n${block}\nb\n`, newer, 'last', 'x'), `a\n${newer}\nb\n`, 'an older one keeps its place')
})

test('lines that a user wrote below a block stay', () => {
  assert.is(cutBlock(`${putBlock('a\n', block, 'last', 'x')}b\n`, 'x'), 'a\nb\n')
  assert.is(cutBlock(`${putBlock('a', block, 'last', 'x')}\nb`, 'x'), 'a\nb')
  assert.is(cutBlock(`a\n${block}\nb\n${newer}\nc`, 'x'), 'a\nb\nc', 'a merge may leave two')
})

test('an edit in a block is seen', () => {
  for (const edit of [block.replace('judge', 'true'), block.replace(/seal .*/, 'seal 0123456789abcdef'), block.replace(/ format.*/, ''), block.replace('# drift: end', '\n# drift: end')]) {
    assert.is(findBlock(`a\n${edit}\nb\n`, 'x')?.edited, true, edit)
  }
})

test('a block without an end is nobody\'s to cut', () => {
  assert.throws(() => cutBlock('a\n# drift: begin format 1, seal 0\nb\n', 'x'), (error: { exit?: number }) => error.exit === 1)
})

test.run()
