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
