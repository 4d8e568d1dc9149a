// limit 300 s: Whatever stands in a config, a plan, a record, a message, a raw diff or an event, it is read or refused in
// words: no other exception, no hang. Seeds are fixed; a failing one is printed, and kept by adding it to `seeds`.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checks } from '../checks/index.ts'
import { parseRaw } from '../git/change.ts'
import { parsePushed } from '../git/events.ts'
import { parseLog } from '../git/log.ts'
import { cleanMessage, parseMessage } from '../git/trailers.ts'
import { parseData } from '../host/config/parse.ts'
import { resolveConfig } from '../host/config/resolve.ts'
import { DriftError } from '../host/error.ts'
import { parsePlan } from '../host/plan-folder.ts'
import { providers } from '../host/providers/index.ts'
import { unsquashed } from '../host/squash.ts'
import { planValidators, validateConfig } from '../host/validate.ts'
import { parseApproval } from '../records/approval.ts'
import { parseLines } from '../records/line.ts'

const rounds = process.env['DRIFT_TEST_LONG'] ? 5_000 : 500
const seeds = [1, 20261121]

/** Numbers below `below`, the same in every run. */
function random(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const pieces = ['{', '}', '[', ']', '"', ':', ',', '\n', '\0', '\u2028', '\ud800', '\ufeff', '- ', '&a ', '*a', '!!js/function ', '<<: ', '__proto__', 'constructor', '../', '**', '{a,b}', '[z-a]', '\\', '1e999', '-0', 'null', 'true', ' '.repeat(300), 'é', '::', '%0A', '$(', '0'.repeat(64), ':100644 100644 ', 'Plan-Id: ', '\t']

/** A text with a few places changed, cut out, doubled or filled with what parsers fear. */
function mutated(text: string, next: (below: number) => number): string {
  let made = text
  for (let i = 0; i < next(6); i++) {
    const at = next(made.length + 1)
    const to = at + next(12)
    made = [
      () => made.slice(0, at) + pieces[next(pieces.length)] + made.slice(at),
      () => made.slice(0, at) + made.slice(to),
      () => made.slice(0, at) + made.slice(at, to) + made.slice(at),
      () => made.slice(0, at) + String.fromCharCode(next(256)) + made.slice(at + 1),
      () => made.slice(0, at),
    ][next(5)]!()
  }
  return made
}

const config = JSON.stringify({ id: 'd1f7c0de5a1fe001', extends: 'drift:recommended', base: { branch: 'main', remote: 'origin' }, plans: { generated: ['**/*.snap'], lanes: [{ name: 'tiny', maxFiles: 2 }] }, approval: { mode: 'recorded', threshold: 1 }, checks: { sot: ['error', { files: [{ path: 'LICENSE', mode: 'frozen' }] }] }, overrides: [{ paths: ['web/**'], checks: { scope: 'warn' } }] })
const yaml = 'id: d1f7c0de5a1fe001\nextends: [drift:strict]\nplans:\n  lanes:\n    - { name: docs, paths: ["docs/**"] }\nchecks:\n  scope: error\n'
const plan = { 'intent.json': '{"format_version":1,"id":"p","title":"x","goal":"x","kind":"feature","risk":"low","constraints":[],"non_goals":[],"allowed_files":["src/**"],"denied_files":[],"acceptance":[]}', 'test_contract.json': '{"format_version":1,"gates":[{"id":"a","command":"npm test","layer":"unit","required":true}],"locked_files":[]}', 'commit_plan.json': '{"format_version":1,"units":[{"id":"a","title":"x","files":["src/a"],"depends_on":[],"gates":["a"]}]}' }
const id = 'a'.repeat(40)
const record = `{"at":"2026-01-01T00:00:00Z","by":{"email":"ada@example.org","name":"Ada"},"decision":"approved","digest":"${id}","id":"${'b'.repeat(64)}","kind":"approval","method":"recorded","plan":"p","seq":1,"v":1,"via":"human"}\n`
const message = 'fix(api)!: a thing\n\nwhy\n\nRoot-Cause: x\nPlan-Id: p\n'
const log = [id, id, 'Ada', 'ada@example.org', message, '', `\n:100644 100644 ${id} ${id} M`, 'src/a', ''].join('\0')
const event = JSON.stringify({ pull_request: { number: 1, commits: 2, base: { sha: id, ref: 'main' }, head: { sha: id }, user: { login: 'ada' } }, before: id, after: id, ref: 'refs/heads/main', merge_group: { base_sha: id, head_sha: id }, repository: { default_branch: 'main' } })

const around = (file: string) => ({ file, checks, validate: validateConfig, pack: async () => undefined, text: async () => undefined })
const bytes = (text: string) => Buffer.from(text, 'latin1')
const subjects: Readonly<Record<string, (next: (below: number) => number) => unknown>> = {
  'a JSON config': async (next) => resolveConfig(await parseData(mutated(config, next), '.driftrc.json'), around('.driftrc.json')),
  'a YAML config': async (next) => resolveConfig(await parseData(mutated(yaml, next), '.driftrc.yaml'), around('.driftrc.yaml')),
  'a plan': (next) => parsePlan('p', Object.fromEntries(Object.entries(plan).map(([name, text]) => [name, Buffer.from(mutated(text, next))])), planValidators),
  'records': (next) => parseLines(mutated(record.repeat(3), next)).records.map((found) => parseApproval(found, id)),
  'a message': (next) => { const text = mutated(message, next); return [unsquashed(parseMessage(text)), cleanMessage(text)] },
  'a log': (next) => parseLog(bytes(mutated(log + log, next))),
  'a raw diff': (next) => parseRaw(bytes(mutated(`:100644 100644 ${id} ${id} M\0src/a\0`, next))),
  'what is pushed': (next) => parsePushed(mutated(`refs/heads/a ${id} refs/heads/a ${id}\n`, next)),
  'an event': (next) => {
    const text = mutated(event, next)
    let data: unknown
    try { data = JSON.parse(text) } catch { return }
    for (const name of ['pull_request', 'merge_group', 'push']) {
      try { providers[0]!.job({ GITHUB_ACTIONS: 'true', GITHUB_EVENT_NAME: name, GITHUB_EVENT_PATH: 'x' }, () => data) } catch (error) { if (!(error instanceof DriftError)) throw error }
    }
  },
}

for (const [what, read] of Object.entries(subjects)) {
  test(`${what} is read or refused`, async () => {
    let refused = 0
    for (const seed of seeds) for (let i = 0; i < rounds; i++) {
      const started = performance.now()
      try {
        await read(random(seed * 1_000_003 + i))
      } catch (error) {
        if (!(error instanceof DriftError)) throw new Error(`seed ${seed}, round ${i}: ${String(error instanceof Error ? error.stack : error)}`)
        assert.ok(error.message !== '' && error.fix !== '', `seed ${seed}, round ${i}`)
        refused++
      }
      assert.ok(performance.now() - started < 5_000, `seed ${seed}, round ${i} took too long`)
    }
    assert.ok(refused < seeds.length * rounds, 'what is whole is not refused')
    console.log(`${what}: ${refused} of ${seeds.length * rounds} refused`)
  })
}

test.run()
