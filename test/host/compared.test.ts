// The configs before and after a change, as the gate compares them: with a plugin in force, through the command line that is built.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withPlugin } from '../support/plugin-place.ts'

const plugin = `const floor = { name: 'floor', demand: 'x', stages: ['ci'], options: object({ floor: number({ default: 80, stricter: 'higher' }), note: text({ default: 'a' }) }), *run() {},
  examples: [{ title: 'a', change: [], options: {}, findings: [] }, { title: 'b', change: [], options: {}, findings: ['x'] }] }
export default { name: 'p', api: 1, options: object({ level: number({ default: 1, stricter: 'higher' }) }), checks: [floor, { ...floor, name: 'plain' }], preset: { checks: { 'p/floor': ['error', { floor: 90 }] } } }`
const path = './tools/p.mjs'

// What the config has beside `plans`, before and after, and what policy says of it (of everything else nothing).
const table: readonly (readonly [title: string, before: object, after: object, told: readonly string[]])[] = [
  ['an option of a plugin', { plugins: [[path, { level: 3 }]] }, { plugins: [[path, { level: 2 }]] }, ['.driftrc weakens plugins../tools/p.mjs.level: 3 became 2']],
  ['its default left', { plugins: [path] }, { plugins: [[path, { level: 0 }]] }, ['plugins../tools/p.mjs.level: 1 became 0']],
  ['its default written down, and more of it', { plugins: [path] }, { plugins: [[path, { level: 2 }]] }, []],
  ['what its preset says, weakened', {}, { checks: { 'p/floor': ['error', { floor: 89 }] } }, ['checks.p/floor.floor: 90 became 89']],
  ['what its preset says, written down', {}, { checks: { 'p/floor': ['error', { floor: 90, note: 'a' }] } }, []],
  ['its check off', {}, { checks: { 'p/floor': 'off' } }, ['checks.p/floor: "error" became "off"']],
  ['its check off, which is on though nobody says so', {}, { checks: { 'p/plain': 'off' } }, ['checks.p/plain: "error" became "off"']],
  ['its check stricter', { checks: { 'p/floor': 'warn' } }, { checks: { 'p/floor': ['error', { floor: 95 }] } }, []],
  ['an option that declares nothing', {}, { checks: { 'p/floor': ['error', { note: 'b' }] } }, ['.driftrc changes checks.p/floor.note']],
  ['the plugin goes', {}, { plugins: [] }, ['.driftrc weakens plugins: ./tools/p.mjs is taken out']],
  ['one more, which nobody loads to look', {}, { plugins: [path, './tools/none.mjs'] }, ['.driftrc changes plugins: ./tools/p.mjs became ./tools/p.mjs, ./tools/none.mjs']],
]

for (const [title, before, after, told] of table) {
  test(title, () => {
    const repo = withPlugin(plugin, { config: before })
    try {
      repo.write('.driftrc', JSON.stringify({ plans: { required: false }, plugins: [path], ...after }))
      repo.commit('chore: config')
      const { stdout, stderr } = repo.drift('ci', '--base', 'HEAD~1', '--format', 'json')
      const { outcomes } = JSON.parse(stdout || '{"outcomes":[]}') as { outcomes: { check: string; status: string; reason?: string; findings: { message: string }[] }[] }
      const policy = outcomes.find(({ check }) => check === 'policy')
      assert.is(policy?.status, told.length > 0 ? 'failed' : 'passed', stderr + JSON.stringify(policy))
      assert.is(policy!.findings.length, told.length, JSON.stringify(policy))
      told.forEach((part, i) => assert.match(policy!.findings[i]!.message, part))
    } finally {
      repo.dispose()
    }
  })
}

test.run()
