// limit 600 s: each way to a remote plays the whole story on three clones.
// Asking for more: the work stands in one clone, the person who approves in another, whatever remote lies between them; and
// nobody gets more approved than is shown.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { intentText, widened, widenedTexts } from '../../host/widen.ts'
import { toldOfRequest } from '../../commands/requests-come.ts'
import { askAgain, type Asked } from '../../commands/requests.ts'
import { appendAboutPlan } from '../../records/about-plan.ts'
import { digestOf, requestKind, type PlanTexts, type Request } from '../../records/request.ts'
import { openRepository } from '../../records/repository.ts'
import { remoteOf, ways } from '../support/remotes.ts'
import { repository, type Repository } from '../support/repository.ts'

/** A script that ends at its first failing line; what it printed. */
function told(made: Repository, setup: string, script: string, exit = 0): string {
  const { code, stdout } = made.sh(`exec 2>&1\n${setup}\nset -e\n${script}`)
  assert.is(code, exit, `${script}\n${stdout}`)
  return stdout
}

const begin = `drift init --yes && git push -q origin main
for who in ada bea; do git clone -q --single-branch "$URL" "$OUTSIDE/$who" && cd "$OUTSIDE/$who" && git config user.name $who && git config user.email $who@example.com && drift init --yes; done
cd "$OUTSIDE/ada" && git switch -q -c work && drift plan new 'Limit login attempts' --id limit --allow 'src/**' && drift approve limit --yes && drift start limit
mkdir src db && echo 1 > src/a && git add src && git commit -q -m 'feat: a' && echo 'create table a ();' > db/schema.sql && git add db`
const job = `git clone -q --branch work "$URL" "$OUTSIDE/job" && cd "$OUTSIDE/job" && printf '{"pull_request":{"number":7,"base":{"ref":"main","sha":"%s"},"head":{"ref":"work","sha":"%s"}}}' $(git rev-parse origin/main work) > "$OUTSIDE/event"
GITHUB_ACTIONS=true GITHUB_EVENT_NAME=pull_request GITHUB_EVENT_PATH="$OUTSIDE/event" drift ci`

for (const way of ways) {
  for (const known of way === 'file' ? [true, false] : [false]) {
    test(`${way}: an agent asks, a person approves in a clone that ${known ? 'fetched the branch' : 'never saw the plan'}, the agent goes on`, async () => {
      const made = repository()
      const remote = await remoteOf(way, made)
      const setup = `${remote.setup}\nURL='${remote.url}'`
      try {
        made.git('remote', 'add', 'origin', remote.url)
        told(made, setup, begin)
        if (known) told(made, setup, 'cd "$OUTSIDE/ada" && git push -q origin work && cd "$OUTSIDE/bea" && git fetch -q origin work:refs/remotes/origin/work')
        const refused = told(made, setup, `cd "$OUTSIDE/ada" && CLAUDECODE=1 git commit -q -m 'feat: a table'`, 1)
        const [line] = /drift plan request limit --add db\/schema\.sql -m "why"/.exec(refused) ?? []
        assert.ok(line, refused)
        const id = told(made, setup, `cd "$OUTSIDE/ada" && CLAUDECODE=1 ${line.replace('"why"', '"attempts are kept in a table"')} 2>/dev/null`).trim()

        const approved = told(made, setup, `cd "$OUTSIDE/bea" && drift approve limit --yes --request ${id} && git status --porcelain && git log --oneline --all -- .drift/plans | wc -l`)
        for (const part of ['adds db/schema.sql: 0 files here today', 'asks (agent:claude,', 'attempts are kept in a table', 'is approved by bea', 'Its branch is not checked out here: drift sync']) assert.match(approved, part)
        assert.is(approved.trim().split('\n').at(-1)!.trim(), known ? '1' : '0')

        const synced = told(made, setup, `cd "$OUTSIDE/ada" && drift sync && git show --format=%s --name-only HEAD && drift sync && git diff --cached --name-only && git commit -q -m 'feat: a table' && git push -q origin work && drift ci --base origin/main`)
        assert.match(synced, 'Plan limit was committed as it is approved now: it covers db/schema.sql, too.')
        assert.match(synced, 'Plan: Limit login attempts\n\n.drift/plans/limit/intent.json\n')
        assert.is(synced.match(/Plan limit was committed/g)!.length, 1)
        assert.match(synced, 'drift: passed over 4 commits')
        assert.match(told(made, setup, job), 'drift: passed over 4 commits')
      } finally {
        remote.dispose()
        made.dispose()
      }
    })
  }
}

/** A plan `limit` that runs on `work`, with words of `drift plan new` for its units, and the request that its agent makes. */
async function asked(work: (made: Repository, id: string, forge: (change: (request: Request) => object) => Promise<string>) => Promise<void>, units = ''): Promise<void> {
  const made = repository()
  try {
    const id = told(made, '', `{ drift init --yes; git switch -q -c work; drift plan new x --id limit --allow 'src/**' --deny 'keys/**' ${units}; drift approve limit --yes; drift start limit; } >/dev/null 2>&1; drift plan request limit --add 'db/**' -m 'a table' 2>/dev/null`).trim()
    const forge = async (change: (request: Request) => object) => {
      const opened = await openRepository(made.root)
      try {
        const { requestsOf } = await import('../../commands/requests.ts')
        const [one] = (await requestsOf(opened, { config: { approval: { mode: 'recorded', threshold: 1, self: 'label' } } } as never, 'limit')).filter((found) => found.id.startsWith(id))
        const { id: _, v: __, kind: ___, ...rest } = one!.request
        return await appendAboutPlan(opened, requestKind, JSON.parse(JSON.stringify({ ...rest, ...change(one!.request) })))
      } finally {
        opened.close()
      }
    }
    await work(made, id, forge)
  } finally {
    made.dispose()
  }
}

const intentOf = ({ intent }: Request) => intent as Parameters<typeof intentText>[0]
/** A request whose digest is right for what it holds. */
const right = (request: Request, intent: Parameters<typeof intentText>[0], files: PlanTexts = request.files!) => ({ intent, files, wanted: digestOf({ ...files, 'intent.json': intentText(intent) }, 'sha1') })

const forged: readonly (readonly [what: string, change: (request: Request) => object, why: string])[] = [
  ['it wants another digest than its intent gives', ({ digest }) => ({ wanted: digest }), 'what it asks for does not have the digest that it names'],
  ['its intent is of another plan', (request) => right(request, { ...intentOf(request), id: 'other' }), 'what it asks for is no plan: intent.json'],
  ['its intent is none', (request) => ({ ...right(request, intentOf(request)), intent: [1] }), 'what it asks for is no plan: intent.json'],
  ['its intent has a key that none has', (request) => ({ ...right(request, intentOf(request)), intent: { ...intentOf(request), hidden: true } }), 'what it asks for is no plan: intent.json'],
  ['it adds a glob that is none', (request) => ({ ...right(request, { ...intentOf(request), allowed_files: ['src/**', 'a**'] }), adds: ['a**'] }), 'what it asks for is no plan: intent.json'],
  ['it denies less', (request) => right(request, { ...intentOf(request), denied_files: [] }), 'it changes more of the plan than it says'],
  ['it is of less risk', (request) => right(request, { ...intentOf(request), kind: 'docs' }), 'it changes more of the plan than it says'],
  ['it adds more than it says', (request) => right(request, { ...intentOf(request), allowed_files: ['src/**', 'db/**', '**'] }), 'it changes more of the plan than it says'],
  ['it drops what was allowed', (request) => right(request, { ...intentOf(request), allowed_files: ['db/**'] }), 'it changes more of the plan than it says'],
  ['it names a unit, and the plan has none', () => ({ units: [{ id: 'a', adds: ['**'] }] }), 'of unit "a" it asks for what no unit of the plan can get'],
  ['its files are not those of the digest', (request) => { const files = { ...request.files!, 'test_contract.json': '{ "format_version": 1, "gates": [], "locked_files": [] }\n' }; return right(request, intentOf(request), files) }, 'the files that it holds are not those of the plan'],
]

test('nobody gets more approved than is shown', () => asked(async (made, _, forge) => {
  for (const [what, change, why] of forged) {
    const id = await forge(change)
    const said = told(made, '', `drift approve limit --yes --request ${id}`, 1)
    assert.match(said, `request ${id.slice(0, 12)} cannot be approved: ${why}`, `${what}: ${said}`)
  }
  assert.is(told(made, '', "drift plan show limit --json | grep -c '\"decision\"'").trim(), '1')
  // The honest twin: the same record, made once more.
  assert.match(told(made, '', `drift approve limit --yes --request ${await forge(() => ({ why: 'once more' }))}`), 'Plan limit was committed')
}))

const ofUnits: readonly (readonly [what: string, change: (request: Request) => object, why: string])[] = [
  ['it names a unit that the plan has not', () => ({ units: [{ id: 'b', adds: ['db/**'] }] }), 'of unit "b" it asks for what no unit of the plan can get'],
  ['it takes files from a unit', () => ({ units: [{ id: 'a', adds: ['!src/a'] }] }), 'of unit "a" it asks for what no unit of the plan can get'],
  ['it gives a unit more than it says', () => ({ units: [{ id: 'a', adds: ['lib/**'] }] }), 'what it asks for does not have the digest that it names'],
  ['it gives a unit less than its digest', () => ({ units: undefined }), 'what it asks for does not have the digest that it names'],
  ['it gives a unit what is no glob', (request) => { const units = [{ id: 'a', adds: ['a**'] }]; return { units, wanted: digestOf(widenedTexts(request.files!, intentOf(request), request.adds, units), 'sha1') } }, 'what it asks for is no plan: commit_plan.json'],
  ['it asks for nothing', (request) => ({ adds: [], units: undefined, intent: JSON.parse(request.files!['intent.json']), wanted: request.digest }), 'it changes more of the plan than it says'],
]

test('nor any unit', () => asked(async (made, _, forge) => {
  for (const [what, change, why] of ofUnits) {
    const id = await forge(change)
    const said = told(made, '', `drift approve limit --yes --request ${id}`, 1)
    assert.match(said, `request ${id.slice(0, 12)} cannot be approved: ${why}`, `${what}: ${said}`)
  }
  const more = (request: Request) => {
    const [adds, intent] = [[...request.adds, 'lib/**'], widened(intentOf(request), ['lib/**'])]
    return { adds, intent, wanted: digestOf(widenedTexts(request.files!, intent, adds, request.units!), 'sha1') }
  }
  assert.match(told(made, '', `drift approve limit --yes --request ${await forge(more)}`), /adds db\/\*\*, in unit a: 0 files.*\nadds lib\/\*\*: 0 files[^]*Plan limit was committed/)
}, '--unit a=src/a'))

test('killed between the two files that it writes, sync goes on from there, and so does approving once more', () => asked(async (made, id) => {
  told(made, '', `git init -q --bare "$OUTSIDE/bare" && git remote add origin "$OUTSIDE/bare" && git push -q origin main && drift sync && git clone -q "$OUTSIDE/bare" "$OUTSIDE/bea" && cd "$OUTSIDE/bea" && drift approve limit --yes --request ${id}`)
  // The first of the two is there.
  told(made, '', `drift sync && cp .drift/plans/limit/intent.json "$OUTSIDE/intent.json" && git reset -q --hard HEAD~ && cp "$OUTSIDE/intent.json" .drift/plans/limit/`)
  assert.is(told(made, '', 'git status --porcelain'), ' M .drift/plans/limit/intent.json\n')
  // A commit that fails then leaves neither of them.
  made.write('.git/hooks/pre-commit.before-drift', '#!/bin/sh\nexit 1\n')
  assert.is(told(made, '', 'chmod +x .git/hooks/pre-commit.before-drift && { drift sync >/dev/null 2>&1 || :; } && git status --porcelain'), '')
  told(made, '', 'rm .git/hooks/pre-commit.before-drift && cp "$OUTSIDE/intent.json" .drift/plans/limit/')
  assert.match(told(made, '', 'drift sync && git status --porcelain && git show --format=%s --name-only'), /Plan limit was committed as it is approved now[^]*Plan: x\n\n\.drift\/plans\/limit\/commit_plan\.json\n\.drift\/plans\/limit\/intent\.json\n/)
  // So does who approves in this worktree, and had it killed there.
  assert.match(told(made, '', `git reset -q --hard HEAD~ && cp "$OUTSIDE/intent.json" .drift/plans/limit/ && drift approve limit --yes --request ${id} && git status --porcelain`), /Plan limit was committed as it is approved\.\n$/)
}, '--unit a=src/a'))

test('a record without the files is read from the plan on disk or in a fetched commit; where that is nowhere, it is told', () => asked(async (made, _, forge) => {
  const id = await forge(() => ({ files: undefined, branch: undefined, run: undefined, why: 'bare' }))
  told(made, '', 'git init -q --bare "$OUTSIDE/bare" && git remote add origin "$OUTSIDE/bare" && git push -q origin main && drift sync && git clone -q "$OUTSIDE/bare" "$OUTSIDE/bea"')
  assert.match(told(made, '', `cd "$OUTSIDE/bea" && drift approve limit --yes --request ${id}`, 3), 'which is to be widened, is not in this clone')
  told(made, '', 'git push -q origin work && cd "$OUTSIDE/bea" && git fetch -q')
  assert.match(told(made, '', `cd "$OUTSIDE/bea" && drift approve limit --yes --request ${id}`), 'Its branch is not checked out here')
}))

test('one of two approvals commits nothing; the second does', () => asked(async (made, id) => {
  told(made, '', `sed -i 's#"extends"#"approval": { "threshold": 2 }, "extends"#' .driftrc.json && git commit -q --no-verify -am 'two of us'`)
  const one = told(made, '', `drift approve limit --yes --request ${id} && git log -1 --format=%s`)
  assert.match(one, 'It does not count yet: 1 of 2 approvals\ntwo of us')
  assert.match(told(made, '', `git config user.name Bea && git config user.email bea@example.com && drift approve limit --yes --request ${id} && git log -1 --format=%s`), 'Plan limit was committed as it is approved.\nPlan: x')
}))

test('a commit that a hook of the user refuses leaves the plan as it was; sync makes it later', () => asked(async (made, id) => {
  told(made, '', 'git init -q --bare "$OUTSIDE/bare" && git remote add origin "$OUTSIDE/bare" && git push -q origin main')
  made.write('.git/hooks/pre-commit.before-drift', '#!/bin/sh\necho not on a Sunday; exit 1\n')
  told(made, '', 'chmod +x .git/hooks/pre-commit.before-drift')
  assert.match(told(made, '', `drift approve limit --yes --request ${id}`, 1), 'not on a Sunday')
  const late = told(made, '', 'git status --porcelain; drift sync; git status --porcelain; git log -1 --format=%s')
  assert.match(late, /not on a Sunday/)
  assert.not.match(late, / M /)
  assert.match(told(made, '', 'rm .git/hooks/pre-commit.before-drift; drift sync; git status --porcelain; drift sync --json | node -e \'console.log(JSON.parse(require("fs").readFileSync(0)).followed)\''), /Plan limit was committed as it is approved now.*\n.*\nnull|Plan limit was committed[^]*is: 'there'/)
}))

for (const [what, break_, mend] of [
  ['an edit', `printf ' ' >> .drift/plans/limit/intent.json`, 'git restore --staged --worktree -- :/.drift/plans/limit'],
  ['a staged edit', `printf ' ' >> .drift/plans/limit/commit_plan.json && git add .drift && git show HEAD:.drift/plans/limit/commit_plan.json > .drift/plans/limit/commit_plan.json`, 'git restore --staged --worktree -- :/.drift/plans/limit'],
  ['a file that does not belong there', 'echo > .drift/plans/limit/notes.txt', 'rm .drift/plans/limit/notes.txt'],
] as const) {
  test(`${what} in the plan's folder: sync says what to do, touches nothing, and goes on afterwards`, () => asked(async (made, id) => {
    told(made, '', `git init -q --bare "$OUTSIDE/bare" && git remote add origin "$OUTSIDE/bare" && git push -q origin main && drift sync && git clone -q "$OUTSIDE/bare" "$OUTSIDE/bea" && cd "$OUTSIDE/bea" && drift approve limit --yes --request ${id}`)
    const before = told(made, '', `${break_} && git rev-parse HEAD && git status --porcelain && git write-tree`)
    const said = told(made, '', 'drift sync')
    assert.match(said, 'is approved, and the plan was not committed: .drift/plans/limit is not what request')
    assert.match(said, 'fix: git restore --staged --worktree -- :/.drift/plans/limit, then drift sync')
    assert.is(told(made, '', 'git rev-parse HEAD && git status --porcelain && git write-tree'), before)
    assert.match(told(made, '', `${mend} && drift sync && git status --porcelain`), /Plan limit was committed as it is approved now: it covers db\/\*\*, too\.\n.*same records\.\n$/)
  }))
}

test('a plan that went on after the approved request was followed is left alone', () => asked(async (made, id) => {
  told(made, '', `git init -q --bare "$OUTSIDE/bare" && git remote add origin "$OUTSIDE/bare" && drift approve limit --yes --request ${id} && sed -i 's#"db/\\*\\*"#"db/a"#' .drift/plans/limit/intent.json`)
  assert.not.match(told(made, '', 'drift sync'), 'drift: note')
  assert.not.match(told(made, '', `git commit -q -am 'Plan: less' && drift sync && git log -1 --format=%s`), 'drift: note')
  // Nor is anything done where the run sleeps.
  assert.is(told(made, '', 'git switch -q -c other main && drift sync 2>/dev/null; git log -1 --format=%s').includes('Plan'), false)
}))

test('a network that is dead, or slow, is told and fails nothing', () => asked(async (made, id) => {
  const said = told(made, '', `git remote add origin http://127.0.0.1:1/bare && drift plan request limit --add 'lib/**' -m 'a library' && drift approve limit --yes --request ${id}`)
  assert.match(said, /drift: note: records were not fetched from origin: [^\n]+; drift sync does it later\n[0-9a-f]{12}\nAsked: /)
  assert.match(said, 'Plan limit was committed as it is approved.')
}))

test('what a newer drift wrote is passed on, and named where it is asked for', () => asked(async (made, id, forge) => {
  const { formatLine } = await import('../../records/line.ts')
  const { writeNote } = await import('../../git/notes-write.ts')
  const { planKey } = await import('../../records/about-plan.ts')
  await forge(() => ({ why: 'another' }))
  told(made, '', 'git init -q --bare "$OUTSIDE/bare" && git remote add origin "$OUTSIDE/bare" && git push -q origin main work')
  const kinds = { request: 'approvals', deviation: 'approvals', evidence: 'evidence', review: 'reviews', report: 'runs', augury: 'augury' }
  const key = planKey('limit', 'sha1')
  const lines = Object.entries(kinds).flatMap(([kind, ref]) => [9, 1].map((v) => [`refs/notes/drift/${ref}`, formatLine({ v, kind, plan: 'limit', flight: 'of birds' })] as const))
  for (const [ref, line] of lines) await writeNote({ cwd: made.root }, ref, key, [line])
  const status = told(made, '', `drift sync && git clone -q --branch work "$OUTSIDE/bare" "$OUTSIDE/bea" && cd "$OUTSIDE/bea" && drift sync && drift approve limit --yes --request ${id} && drift sync && cd - >/dev/null && drift sync && drift status`)
  assert.match(status, 'Plan limit was committed')
  for (const where of ['.', `${made.outside}/bea`, `${made.outside}/bare`]) for (const [ref, line] of lines) assert.ok(made.git('-C', where, 'notes', '--ref', ref, 'show', key).split('\n').includes(line), `${where} ${ref}`)
  const newer = (JSON.parse(lines.find(([, line]) => line.includes('"kind":"request"') && line.includes('"v":9'))![1]) as { id: string }).id
  assert.match(told(made, '', `drift approve limit --yes --request ${newer.slice(0, 8)}`, 3), `request ${newer.slice(0, 8)} was written by another drift`)
}))

test('a forged request that names what was approved does not stand in the way', () => asked(async (made, id, forge) => {
  told(made, '', `git init -q --bare "$OUTSIDE/bare" && git remote add origin "$OUTSIDE/bare" && git push -q origin main && drift sync && git clone -q "$OUTSIDE/bare" "$OUTSIDE/bea" && cd "$OUTSIDE/bea" && drift approve limit --yes --request ${id}`)
  await forge((request) => ({ intent: { ...intentOf(request), allowed_files: ['**'] }, at: '2099-01-01T00:00:00Z' }))
  assert.match(told(made, '', 'drift sync && git show HEAD:.drift/plans/limit/intent.json'), /Plan limit was committed as it is approved now: it covers db\/\*\*, too\.[^]*"allowed_files": \[\n    "src\/\*\*",\n    "db\/\*\*"\n  \]/)
}))

test('what was approved in another worktree is followed without any remote, and with one that is dead', () => asked(async (made) => {
  const said = told(made, '', `git switch -q --detach && git worktree add -q "$OUTSIDE/run" -b more work && cd "$OUTSIDE/run" && drift start limit && drift plan request limit --add 'lib/**' -m 'a library' > "$OUTSIDE/id" && cd - >/dev/null && drift approve limit --yes --request "$(cat "$OUTSIDE/id")" && cd "$OUTSIDE/run" && drift sync && drift sync && git log --oneline main..more | wc -l`)
  assert.match(said, /Its branch is not checked out here[^]*Plan limit was committed as it is approved now: it covers lib\/\*\*, too\.\nThis clone has no remote: its records stay here\.\nThis clone has no remote[^\n]*\n2\n$/)
  const dead = told(made, '', `cd "$OUTSIDE/run" && git remote add origin http://127.0.0.1:1/x && drift plan request limit --add 'doc/**' -m 'a page' > "$OUTSIDE/id" && cd - >/dev/null && drift approve limit --yes --request "$(cat "$OUTSIDE/id")" && cd "$OUTSIDE/run" && drift sync`, 3)
  assert.match(dead, /Plan limit was committed as it is approved now: it covers doc\/\*\*, too\.\ndrift: git ls-remote failed/)
  assert.match(told(made, '', 'git remote remove origin; drift sync', 2), 'this clone has no remote')
}))

test('what was approved meanwhile comes first: another request on the same plan would take it back', () => asked(async (made, id) => {
  told(made, '', `git init -q --bare "$OUTSIDE/bare" && git remote add origin "$OUTSIDE/bare" && git push -q origin main && drift sync && git clone -q "$OUTSIDE/bare" "$OUTSIDE/bea" && cd "$OUTSIDE/bea" && drift approve limit --yes --request ${id}`)
  const ask = (globs: string, exit = 0) => told(made, '', `drift plan request limit ${globs} -m 'more'`, exit)
  assert.is(ask("--add 'lib/**'", 1), `drift: request ${id} about plan limit is approved, and the plan here is not yet as it asked: another would take that back\n  fix: drift sync, which commits the plan as it is approved; then ask again\n`)
  assert.match(ask("--add 'db/**'"), 'That was asked, and approved: drift sync takes it into the plan.')
  const later = /^[0-9a-f]{12}$/m.exec((told(made, '', 'drift sync'), ask("--add 'lib/**'")))![0]
  assert.match(told(made, '', `drift approve limit --yes --request ${later} && drift plan show limit --json | node -e 'console.log(JSON.parse(require("fs").readFileSync(0)).intent.allowed_files.join())'`), 'src/**,db/**,lib/**')
}))

test('a request for a unit alone is told with what the unit gets', () => {
  const request = { plan: 'p', adds: [], units: [{ id: 'a', adds: ['db', 'lib'] }, { id: 'b', adds: ['db'] }], why: 'a table', by: { name: 'Ada', email: 'ada@example.com' } } as unknown as Request
  assert.is(toldOfRequest({ id: '0123456789abcdef', request } as Asked), 'Asked: plan p shall cover db, lib, too, in units a, b (Ada: a table). A person approves: drift approve p --request 0123456789ab\n')
  assert.is(askAgain({ ...request, adds: ["it's"] }), `drift plan request p --add 'it'\\''s' --add db --add lib --unit a --unit b -m "why"`)
})

test.run()
