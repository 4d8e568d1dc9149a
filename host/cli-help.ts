// What `drift --help` says below its list of commands.

/** A day's work, and what the exit codes mean. */
export const helpBelow = `
A day with drift:
  drift init                              once a repository: config and hooks
  drift plan new "Limit login attempts" --allow "src/auth/**"
  drift approve <plan>                    by a person, in a terminal
  drift start <plan>                      from here on git commit is held to it
  drift status                            where it stands, and what is next
  drift plan request <plan> --add <glob>  the work needs one more file
  drift verify                            run the gates of the plan
  drift finish                            report it, and close the plan
  drift explain <check>                   what a finding is about
  drift ci --base origin/main             in CI, where it counts

A finding ends with its fix: a command to paste, or words with a capital letter.
Every command has --help with an example. Exit codes: 0 passed (warnings
allowed), 1 a demand is broken or something is refused, 2 wrong usage or
configuration, 3 could not judge, 130 interrupted.`
