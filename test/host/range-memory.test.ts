// limit 120 s: what a plan is to a commit of a range is asked once for many. Asked anew for each it must be the same, and each part of
// what they are told apart by has a history that needs it.
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { checks } from '../../checks/index.ts'
import type { Frame } from '../../host/bind.ts'
import { filesOf } from '../../host/config/read.ts'
import { planValidators, readPolicy } from '../../host/policy-in-force.ts'
import * as range from '../../host/range.ts'
import { targetAt } from '../../host/target.ts'
import { openRepository, type Opened } from '../../records/repository.ts'
import { mutant } from '../support/mutant.ts'
import { repository, type Repository } from '../support/repository.ts'

type Subject = Pick<typeof range, 'bindRange'>

const begin = `set -e
say() { git commit -q --no-verify --allow-empty -m "$1" -m "Plan-Id: $2"; }
narrow() { sed -i 's#src/\\*\\*#src/app#' .drift/plans/p/intent.json; mkdir -p src; echo x >>src/app; git add .drift src; }
git switch -q -C main; drift init --yes; drift plan new P --id p --allow 'src/**'; drift plan new Q --id q --allow 'docs/**'; git add .; git commit -q --no-verify -m 'Plans'`

/** Histories on the branch work, upon main. */
const histories: readonly { readonly title: string; readonly mode: 'recorded' | 'merged'; readonly script: string }[] = [
  {
    title: 'two people, two plans, a version that comes beside other work, and one that is closed by who works on it', mode: 'recorded',
    script: `drift approve p --yes; drift approve q --yes; git switch -q -c work
      say one p; say two p; git -c user.name=Bea -c user.email=bea@example.org commit -q --no-verify --allow-empty -m three -m 'Plan-Id: p'; say four q; git branch side
      narrow; say narrower p; drift approve p --yes; say six p
      git switch -q side; say beside p; git switch -q work; git merge -q --no-edit side
      mkdir .drift/plans/closed; git mv .drift/plans/q .drift/plans/closed/q; mkdir docs; echo x >docs/a; git add docs; say 'close q' q; say 'after that' q`,
  },
  {
    title: 'a plan that stood where the work begins, and was changed on the target since', mode: 'merged',
    script: `git switch -q -c work; say one p; say two p
      git switch -q main; narrow; git commit -q --no-verify -m 'Narrower'; git switch -q work; git merge -q --no-edit main`,
  },
]

interface Laid { readonly made: Repository; readonly opened: Opened; bound(subject: Subject): Promise<string> }

async function laidOut({ mode, script }: typeof histories[number]): Promise<Laid> {
  const made = repository({ files: { '.driftrc.json': JSON.stringify({ id: '0123456789abcdef', approval: { mode } }) } })
  const { code, stderr } = made.sh(`${begin}\n${script}`)
  assert.is(code, 0, stderr)
  const [base, head] = [made.git('rev-parse', 'main'), made.git('rev-parse', 'work')]
  const opened = await openRepository(made.root)
  const { config } = (await readPolicy(filesOf(opened, `${base}:`), checks, made.root))!
  const frame: Frame = { repository: opened, config, stage: 'ci', now: new Date(), validators: planValidators, guards: [], target: await targetAt(opened, base, head, []) }
  const commits = await opened.commits([base], head)
  return { made, opened, bound: async (subject) => JSON.stringify((await subject.bindRange({ commits, net: undefined, adopted: async () => true }, frame)).changes) }
}

const laid = Promise.all(histories.map(laidOut))
const broken = (from: string, to: string) => mutant<Subject>(['host/range.ts'], from, to)

test('it is the same as asked for each', async () => {
  const asking = await broken('known.get(key) ?? ask()', 'ask()')
  for (const { bound } of await laid) assert.is(await bound(range), await bound(asking))
})

test('the histories hold what they are about', async () => {
  const [first, second] = (await Promise.all((await laid).map(({ bound }) => bound(range)))).map((text) => JSON.parse(text) as { extent: string; message: { subject: string }; also: unknown[]; plans: { id: string; standing: { state: string; by: { self: boolean }[] } }[] }[])
  const told = (changes: typeof first) => changes!.filter(({ extent }) => extent === 'commit').map(({ message, also, plans: [plan] }) => `${message.subject}: ${plan!.id} ${plan!.standing.state}${plan!.standing.by.some(({ self }) => !self) ? ' by another' : ''}${also.length > 0 ? ', and a later one' : ''}`)
  assert.equal(told(first).sort(), ['after that: q closed', 'beside: p approved, and a later one', 'close q: q approved', 'four: q approved', 'narrower: p approved', 'one: p approved', 'six: p approved', 'three: p approved by another', 'two: p approved'])
  assert.equal(told(second), ['one: p approved, and a later one', 'two: p missing'])
})

for (const [part, from, to] of [
  ['the plan', '[plan, originOf(commit!)', '[originOf(commit!)'],
  ['where its plans come from', 'originOf(commit!), author', 'author'],
  ['who made it', ' author?.email,', ''],
  ['where the plans of its parent come from', '[originOf(parent), frame.target.has(parent)]', '[frame.target.has(parent)]'],
  ['whether its parent is on the target', '[originOf(parent), frame.target.has(parent)]', '[originOf(parent)]'],
  ['what came beside it', ', ...beside(commit!, plan)].join', '].join'],
] as const) {
  test(`caught: without ${part}`, async () => {
    const without = await broken(from, to)
    const differ = await Promise.all((await laid).map(async ({ bound }) => await bound(range) !== await bound(without)))
    assert.ok(differ.some(Boolean))
  })
}

test.after(async () => {
  for (const { made, opened } of await laid) { opened.close(); made.dispose() }
})

test.run()
