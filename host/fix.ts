// How a fix reads: a command that can be pasted as it stands, then perhaps `, ` and words; or words alone, which begin with
// a capital letter. docs/checks.md tells it to people.

/** The command that a fix begins with: all up to the first comma with a blank behind it, outside of quotes. Undefined where it begins with words. */
export function commandOf(fix: string): string | undefined {
  return /^[a-z]/.test(fix) ? /^(?:\\.|'[^']*'|"(?:\\.|[^"\\])*"|(?!, )[^'"\\])*/s.exec(fix)![0] : undefined
}
