// The built-in presets: what a config is laid over. Lanes and severities as the table in docs/configuration.md shows.
import type { Lane } from '../policy.ts'

const docs: Lane = { name: 'docs', paths: ['docs/**', '*.md'] }
const deps: Lane = { name: 'deps', actors: ['dependabot[bot]', 'renovate[bot]'], paths: ['**/package.json', '**/package-lock.json', '**/pnpm-lock.yaml', '**/yarn.lock', '**/Cargo.toml', '**/Cargo.lock', '**/go.mod', '**/go.sum', '**/pyproject.toml', '**/poetry.lock', '**/uv.lock'] }
const everywhere = { scope: 'error', 'plan-id': 'error', approval: 'error', sot: 'error', 'never-auto-approve': 'error', policy: 'error' } as const

/** A config as a file would hold it, by the name that `extends` uses. */
export const presets: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'drift:solo': {
    plans: { lanes: [{ name: 'tiny', maxFiles: 5, maxLines: 80 }, docs, deps] },
    approval: { mode: 'recorded', self: 'label' },
    checks: { ...everywhere, 'bugfix-dod': 'warn', 'test-contract': ['warn', { evidence: 'off' }] },
  },
  'drift:recommended': {
    plans: { lanes: [{ name: 'tiny', maxFiles: 2, maxLines: 20 }, docs, deps] },
    approval: { mode: 'recorded', self: 'label' },
    checks: { ...everywhere, 'bugfix-dod': 'error', 'change-size': 'warn', 'commit-plan': 'warn', 'test-contract': ['warn', { evidence: 'pre-push' }], 'tests-with-source': 'warn' },
  },
  'drift:strict': {
    plans: { lanes: [docs] },
    approval: { mode: 'signed', self: 'deny' },
    checks: { ...everywhere, 'bugfix-dod': 'error', 'change-size': 'error', 'commit-plan': 'error', 'test-contract': ['error', { evidence: 'ci' }], 'tests-with-source': 'error' },
  },
}
