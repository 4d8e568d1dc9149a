// How plugins move into a repository, and how they speak to coding agents.
import type { Job, Patch } from './command.ts'

/** What init can see of a repository without running anything of it. */
export interface RepositoryFacts {
  readonly root: string
  has(path: string): boolean
  read(path: string): string | undefined
}

/** How a plugin moves in: notices whether it is wanted, says what to write, proves that it works. */
export interface Setup {
  /** Why it is wanted here, or undefined. */
  detect(facts: RepositoryFacts): string | undefined
  patches(facts: RepositoryFacts): readonly Patch[]
  /** A program that must fail, because it is a planted breach: init and doctor run it. What cannot be run, or ends too late, proves nothing. */
  fire?(facts: RepositoryFacts): Job
}

/** How a coding agent speaks: where its hooks are configured, what its messages mean, how it is told no. */
export interface AgentAdapter {
  readonly name: string
  /** Environment variables that betray it. */
  readonly env: readonly string[]
  /** The file its hooks are configured in, and the block to put there. */
  readonly config: Patch
  /** Reads one message of its tool-call hook. */
  read(message: string): { readonly tool: string; readonly writes: readonly string[]; readonly command?: string } | undefined
  /** Says yes or no in its own words. */
  answer(denied: string | undefined): { readonly exit: number; readonly stdout: string; readonly stderr: string }
}
