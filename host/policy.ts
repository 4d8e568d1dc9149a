// The parts of a config that are not a check's options: plans and their lanes, approval, base.
import { choice, flag, glob, list, number, object, optional, text, type TypeOf } from './schema.ts'

/** A rule by which a small, harmless change needs no plan. */
export const laneSchema = object({
  name: text({ min: 1, about: 'How findings and reports call it; no two lanes share one.' }),
  paths: optional(list(glob(), { min: 1, stricter: 'fewer', absent: 'weakest', about: 'Globs: it takes only changes of these files.' })),
  actors: optional(list(text({ min: 1 }), { min: 1, stricter: 'fewer', absent: 'weakest', about: "Pull-request authors, as the forge's event names them." })),
  maxFiles: optional(number({ min: 1, stricter: 'lower', absent: 'weakest', about: 'Files, together since the target tip.' })),
  maxLines: optional(number({ min: 0, stricter: 'lower', absent: 'weakest', about: 'Added plus removed lines, together since the target tip; a long one counts once for every 200 bytes.' })),
  maxBytes: optional(number({ min: 1, default: 262_144, stricter: 'lower', about: 'Bytes of any one file, before and after. 262144 unless told.' })),
})

/** Config key `plans`. */
export const plansSchema = object({
  dir: text({ min: 1, pattern: '^[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*$', default: '.drift/plans', about: 'The folder of plans.' }),
  required: flag({ default: true, stricter: true, about: 'Whether a commit must name a plan or fit a lane.' }),
  generated: list(glob(), { default: [], stricter: 'fewer', about: 'Globs: files that tools write; they go with any plan.' }),
  lanes: list(laneSchema, { default: [], stricter: 'fewer', about: 'By which rules a small change needs no plan; the first that takes it is charged.' }),
})

/** The ways in which a plan is approved. */
export const approvalModes = ['recorded', 'merged', 'signed'] as const

/** Config key `approval`. */
export const approvalSchema = object({
  mode: choice(approvalModes, { default: 'recorded', about: 'recorded: a record in git notes, not authenticated. merged: the plan stands on the target branch. signed: a signature by an allowed key.' }),
  threshold: number({ min: 1, default: 1, stricter: 'higher', about: 'How many different people must approve.' }),
  self: choice(['allow', 'label', 'deny'], { default: 'label', about: 'What becomes of an approval by the author of the work.' }),
  allowedSigners: text({ min: 1, default: '.drift/allowed_signers', about: 'The file of keys that may sign, as ssh-keygen reads it.' }),
})

/** Config key `base`. */
export const baseSchema = object({
  branch: text({ min: 1, default: 'main', about: 'The branch that work aims at.' }),
  remote: text({ min: 1, default: 'origin', about: 'Where that branch lives; where this remote does not exist the local branch serves.' }),
})

export type Lane = TypeOf<typeof laneSchema>
export type PlansPolicy = TypeOf<typeof plansSchema>
export type ApprovalPolicy = TypeOf<typeof approvalSchema>
export type BasePolicy = TypeOf<typeof baseSchema>
