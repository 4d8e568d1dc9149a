// Environment variables by which coding agents give themselves away. Advisory only: whoever wants to can unset them.
const signs: readonly (readonly [variable: string, agent: string])[] = [
  ['AMP_CURRENT_THREAD_ID', 'amp'], ['CLAUDECODE', 'claude'], ['CLAUDE_CODE_SESSION_ID', 'claude'], ['CLAUDE_CODE_ENTRYPOINT', 'claude'], ['CLAUDE_CODE_REMOTE', 'claude'],
  ['CURSOR_AGENT', 'cursor'], ['CURSOR_SANDBOX', 'cursor'], ['CODEX_THREAD_ID', 'codex'], ['CODEX_SANDBOX', 'codex'], ['CODEX_CI', 'codex'], ['CODEX_INTERNAL_ORIGINATOR_OVERRIDE', 'codex'],
  ['QWEN_CODE', 'qwen'], ['GEMINI_CLI', 'gemini'], ['ANTIGRAVITY_AGENT', 'antigravity'], ['COPILOT_AGENT_SESSION_ID', 'copilot'], ['COPILOT_MODEL', 'copilot'], ['COPILOT_AGENT_PROMPT', 'copilot'],
  ['OPENCODE', 'opencode'], ['OPENCODE_CLIENT', 'opencode'], ['CLINE_ACTIVE', 'cline'], ['ROO_ACTIVE', 'roo'], ['AUGMENT_AGENT', 'augment'], ['CRUSH', 'crush'], ['IFLOW_CLI', 'iflow'],
  ['TRAE_AI_SHELL_ID', 'trae'], ['GOOSE_TERMINAL', 'goose'], ['REPL_ID', 'replit'], ['PI_CODING_AGENT', 'pi'], ['AI_AGENT', 'an agent'], ['AGENT', 'an agent'],
]

/** The coding agent that this environment belongs to, if any gives itself away. */
export function agentIn(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  return signs.find(([variable]) => environment[variable])?.[1]
}

// What agents, terminals and jobs call their own sessions; the first that is set names it.
const sessions: readonly (readonly [variable: string, of: string])[] = [
  ['AMP_CURRENT_THREAD_ID', 'amp'], ['CLAUDE_CODE_SESSION_ID', 'claude'], ['CODEX_THREAD_ID', 'codex'], ['GEMINI_SESSION_ID', 'gemini'], ['COPILOT_AGENT_SESSION_ID', 'copilot'], ['OPENCODE_SESSION_ID', 'opencode'],
  ['GITHUB_RUN_ID', 'github'], ['CI_JOB_ID', 'gitlab'], ['TMUX_PANE', 'tmux'], ['STY', 'screen'], ['ZELLIJ_SESSION_NAME', 'zellij'], ['TERM_SESSION_ID', 'terminal'], ['WT_SESSION', 'terminal'], ['WEZTERM_PANE', 'wezterm'], ['KITTY_WINDOW_ID', 'kitty'],
  ['WINDOWID', 'terminal'], ['SSH_TTY', 'ssh'], ['XDG_SESSION_ID', 'login'],
]

/** The session that this environment says it is, as `<of what> <its id>`: at most 200 characters on one line. */
export function sessionIn(environment: Readonly<Record<string, string | undefined>>): string | undefined {
  const named = sessions.find(([variable]) => environment[variable]?.trim())
  return named && `${named[1]} ${environment[named[0]]!.trim().replace(/[\0-\x1f\x7f]+/g, ' ').slice(0, 180)}`
}
