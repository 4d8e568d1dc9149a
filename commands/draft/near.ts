// What a small task is likely to be about: the files in hand, and the command that runs the tests.
import type { Check } from '../../host/check.ts'
import { changedPaths } from '../../git/status.ts'
import { DriftError } from '../../host/error.ts'
import { checkGlob, matches } from '../../host/globs.ts'
import type { Policy } from '../../host/policy-in-force.ts'
import { isPlanFile } from '../../host/scope.ts'
import { oneLine } from '../../host/text.ts'
import type { Opened } from '../../records/repository.ts'
import { surveyHere } from '../survey/here.ts'
import { blank, type Draft } from './draft.ts'
import { gateOf } from './spec.ts'

// More than this is no small task.
const most = 100

/** Globs for just the files that are staged, or where none is, that are changed or new; plan files are none. `odd` are those that no glob names. */
async function inHand(opened: Opened, { config }: Policy): Promise<{ readonly globs: readonly string[]; readonly odd: readonly string[] }> {
  const changed = (await changedPaths(opened.place.options)).filter(({ path }) => !isPlanFile(path, config.plans))
  const staged = changed.filter((file) => file.staged !== ' ')
  const files = (staged.length > 0 ? staged : changed).map(({ path, bytes }) => ({ path, glob: bytes === undefined ? globFor(path) : undefined }))
  if (files.length > most) return { globs: [], odd: [] }
  return { globs: files.flatMap(({ glob }) => glob ?? []), odd: files.flatMap(({ path, glob }) => (glob === undefined ? [path] : [])) }
}

/** The same, to propose: whoever is asked sees what is there. */
export async function filesInHand(opened: Opened, policy: Policy): Promise<readonly string[]> {
  return (await inHand(opened, policy)).globs
}

/** A glob that takes this path and none beside; undefined where the grammar has none. */
function globFor(path: string): string | undefined {
  const glob = path.replace(/[*?[\]{}\\!]/g, '\\$&').replace(/^:/, '\\:').replace(/^ | $/g, '\\ ')
  return checkGlob(glob) === undefined && matches(glob, path) ? glob : undefined
}

/** The command that runs the tests here, where somebody says so. */
export async function testCommand(opened: Opened, checks: readonly Check[]): Promise<string | undefined> {
  return (await surveyHere(opened, checks)).testCommand
}

/** Files and a gate for what is in hand. DriftError (exit 2) where nothing is and no file was named. */
export async function quickDraft(opened: Opened, policy: Policy, checks: readonly Check[], told: Draft): Promise<Draft> {
  const { globs: allow, odd } = told.allow.length > 0 ? { globs: [], odd: [] } : await inHand(opened, policy)
  // Left out without a word, the plan would not cover what is in hand.
  if (odd.length > 0) throw new DriftError(`no glob is just ${oneLine(odd[0]!)}, so --quick cannot cover it`, 'Name what the work may change: --allow "<glob>" (? is any character but /)')
  if (told.allow.length + allow.length === 0) throw new DriftError(`nothing is staged or changed here (or more than ${most} files are), so --quick cannot tell which files the work is about`, 'Name them: --allow "<glob>"')
  const command = told.gates.length > 0 ? undefined : await testCommand(opened, checks)
  const gates = command === undefined ? [] : [gateOf(command)]
  const proof = [...told.gates, ...gates].map((gate) => `${gate.command} passes`)
  return { ...blank, allow, gates, acceptance: told.acceptance.length > 0 ? [] : proof }
}
