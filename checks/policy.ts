import { approvedFile, defineCheck, howToApprove, lockFiles, matches, object, policyFiles, weakerPolicy, type Change, type ComparedPolicy } from '../host/check.ts'

type Config = NonNullable<ComparedPolicy['before']>
// A lock file says which content a package has that the config is laid over, or that brings plugins.
const parts = [...policyFiles, ...lockFiles]
type Loss = { readonly code: string; readonly what: string; readonly keep: string }

function* losses({ before, after, wrong, schemas }: ComparedPolicy): Generator<Loss> {
  if (!before) return
  if (wrong !== undefined) return yield { code: 'unreadable', what: `leaves no drift config that can be read (${wrong})`, keep: 'mend the config' }
  if (!after) return yield { code: 'removed', what: 'takes the drift config away', keep: 'keep the config' }
  for (const { code, key, what } of weakerPolicy(before, after, schemas)) yield { code, what: `${code === 'weakened' ? 'weakens' : 'changes'} ${key}: ${what}`, keep: `leave ${key} as it was` }
}

/** Files of the change that the two configs are made of; all that could be, where that is not known. */
function partsOf({ files }: Change, { files: own, wrong }: ComparedPolicy): Change['files'] {
  const known = wrong === undefined ? files.filter(({ path }) => own.includes(path)) : []
  return known.length > 0 ? known : files.filter((file) => matches(policyFiles, file))
}

export default defineCheck({
  name: 'policy',
  demand: 'The policy gets weaker only when a human approved that very change.',
  why: 'The configs before and after a change are compared with all that they extend, option by option: each declares which way is stricter. What declares none, and what cannot be proved to be as strict (a glob that no other glob covers), counts as weaker. A package that the config extends, or that brings a plugin, is policy too: a lock file that moves it is told. An approval that names the config or lock file, with its content at the gate, lets it through, as for never-auto-approve: nobody is locked out of a repair.',
  stages: ['agent', 'pre-commit', 'commit-msg', 'pre-push', 'ci', 'receive'],
  extents: ['staged', 'commit', 'net'],
  options: object({}),

  skip({ files, bound, because }) {
    if (!files.some((file) => matches(parts, file))) return 'no config changes'
    return bound === 'undecided' ? because : undefined
  },
  reads: () => ({ policy: true }),
  proof: () => ({ kind: 'nothing-inside', globs: parts }),

  *run(change) {
    const compared = change.seen['policy'] as ComparedPolicy
    const open = partsOf(change, compared).find((file) => !approvedFile(file, change))
    for (const { code, what, keep } of open ? losses(compared) : []) yield { code, path: open!.path, message: `${open!.path} ${what}`, fix: `${howToApprove(open!, change)}, or ${keep}` }
    for (const { name, file: path, what } of compared.moved ?? []) {
      const lock = change.files.find((file) => file.path === path && !approvedFile(file, change))
      if (lock) yield { code: 'changed', path, message: `${path} moves ${name}, which the policy is made of: ${what}, and what that comes to nobody can tell before it is merged`, fix: `${howToApprove(lock, change)}, or leave ${name} as it was` }
    }
  },

  examples: [
    { title: 'a plan is required from now on', change: ['M .driftrc.json'], options: {}, given: compared(config({ required: false }), config({})), findings: [] },
    { title: 'a plan is no longer required', change: ['M .driftrc.json'], options: {}, given: compared(config({}), config({ required: false })), findings: ['.driftrc.json weakens plans.required: true became false'] },
    { title: 'more files count as generated', change: ['M .driftrc.json'], options: {}, given: compared(config({ generated: ['dist/**'] }), config({ generated: ['dist/app.js', 'lib/**'] })), findings: ['.driftrc.json weakens plans.generated: "lib/**" is there now'] },
    { title: 'plans go elsewhere: nobody declared which folder is stricter', change: ['M .driftrc.json'], options: {}, given: compared(config({}), config({ dir: 'plans' })), findings: ['.driftrc.json changes plans.dir: ".drift/plans" became "plans"'] },
    { title: 'the config goes', change: ['D .driftrc.json'], options: {}, given: compared(config({})), findings: ['.driftrc.json takes the drift config away'] },
    { title: 'the lock file moves a package that the config extends', change: ['M package-lock.json'], options: {}, given: compared(config({}), config({}), [{ name: '@acme/drift', file: 'package-lock.json', what: '1.0.0 (sha512-a) became 2.0.0 (sha512-b)' }]), findings: ['package-lock.json moves @acme/drift, which the policy is made of: 1.0.0 (sha512-a) became 2.0.0 (sha512-b)'] },
    { title: 'another file', change: ['M src/login.ts'], options: {}, findings: [] },
  ],
})

function config(plans: Partial<Config['plans']>): Config {
  return {
    id: undefined, base: { branch: 'main', remote: 'origin' }, extends: [], plans: { dir: '.drift/plans', required: true, generated: [], lanes: [], ...plans },
    approval: { mode: 'recorded', threshold: 1, self: 'label', allowedSigners: '.drift/allowed_signers' }, checks: {}, overrides: [], plugins: [],
  }
}

function compared(before: Config, after?: Config, moved: NonNullable<ComparedPolicy['moved']> = []): Partial<Change> {
  return { seen: { policy: { before, ...(after ? { after } : {}), files: ['.driftrc.json'], moved, schemas: { checks: {}, plugins: {} } } satisfies ComparedPolicy } }
}
