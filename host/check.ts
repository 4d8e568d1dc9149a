// The public door, published as `git-drift/check`: all that an author of a check or plugin needs, and nothing else.
export type { Bound, Change, Extent, Fault, FileChange, Message, Plan, Stage, Standing, Trailer } from './change.ts'
export { DriftError } from './error.ts'
export type { Finding, LetThrough, Outcome, Severity, Verdict } from './finding.ts'
export type { Brought, NamedFinding, Override, OverrideRecord } from './override.ts'
export { matches } from './globs.ts'
export type { Approval } from './approval.ts'
export type { Commit, Entry, Repository, Tree } from './repository.ts'
export { nearest, pathspecWord, saysNothing, shellWord } from './text.ts'
export { isPlanFile, uncovered } from './scope.ts'
export type { CommitPlan, Intent, TestContract } from './plan.ts'
export { defineCheck, defineCommand, defineKind, definePlugin } from './plugin.ts'
export type {
  AgentAdapter, Check, Command, Context, Effect, Event, Example, Format, Found, Glob, Job, Kind, Listener, Patch, Plugin, Proof, Ran, Reads, RepositoryFacts, Setup, Signal, Tool, View,
} from './plugin.ts'
export type { ApprovalPolicy, Lane, PlansPolicy } from './policy.ts'
export { anything, choice, flag, glob, list, map, number, object, optional, schema, text } from './schema.ts'
export type { JsonSchema, Schema, Stricter, TypeOf } from './schema.ts'
