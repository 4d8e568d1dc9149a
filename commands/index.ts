// Every built-in command, one line each, in the order of a day's work. A file is loaded when its command is called.
import type { CommandEntry } from '../host/cli-context.ts'

export const commands: readonly CommandEntry[] = [
  { path: ['init'], summary: 'put drift into this repository', load: () => import('./init.ts') },
  { path: ['uninstall'], summary: 'take drift out again', load: () => import('./uninstall.ts') },
  { path: ['doctor'], summary: 'prove that drift works in this worktree', load: () => import('./doctor.ts') },
  { path: ['demo'], summary: 'show the main job on a throw-away repository', load: () => import('./demo.ts') },
  { path: ['plan', 'new'], summary: 'write a plan', load: () => import('./plan-new.ts') },
  { path: ['plan', 'list'], summary: 'list the plans of this worktree', load: () => import('./plan-list.ts') },
  { path: ['plan', 'show'], summary: 'show one plan and how it stands', load: () => import('./plan-show.ts') },
  { path: ['plan', 'lint'], summary: 'say what is wrong or weak in a plan', load: () => import('./plan-lint.ts') },
  { path: ['plan', 'request'], summary: 'ask a person that a plan may cover more files', load: () => import('./plan-request.ts') },
  { path: ['approve'], summary: 'approve the present content of a plan, or let a commit through that asks for it', load: () => import('./approve.ts') },
  { path: ['break-glass'], summary: 'let one commit of what is staged through, here', load: () => import('./break-glass.ts') },
  { path: ['sync'], summary: 'exchange records, such as approvals, with a remote', load: () => import('./sync.ts') },
  { path: ['start'], summary: 'begin a run of an approved plan in this worktree', load: () => import('./start.ts') },
  { path: ['verify'], summary: 'run the gates of the plan and keep what came of it as evidence', load: () => import('./verify.ts') },
  { path: ['status'], summary: 'show the active run', load: () => import('./status.ts') },
  { path: ['check'], summary: 'judge what is staged, or a range', load: () => import('./check.ts') },
  { path: ['ci'], summary: 'judge a range by the policy of its base', load: () => import('./ci.ts') },
  { path: ['simulate'], summary: 'say what a config would have blocked in the past', load: () => import('./simulate.ts') },
  { path: ['hook'], summary: 'what the installed git hooks call', load: () => import('./hook.ts') },
  { path: ['explain'], summary: 'explain a check, or what runs where', load: () => import('./explain.ts') },
  { path: ['config'], summary: 'show the config as it is judged by', load: () => import('./config.ts') },
  { path: ['report'], summary: 'render a view of a plugin over its records', load: () => import('./report.ts') },
  { path: ['completion'], summary: 'print what makes a shell complete drift', load: () => import('./completion.ts') },
  { path: ['selftest'], summary: 'run the examples of every check', load: () => import('./selftest.ts') },
]
