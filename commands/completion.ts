import { findPlace } from '../git/place.ts'
import { readConfig } from '../host/config/read.ts'
import { ownCommand, type World } from '../host/cli-context.ts'
import { described } from '../host/described.ts'
import { formats } from '../host/report/formats.ts'
import { choice, list, object, optional, text } from '../host/schema.ts'
import { oneLine } from '../host/text.ts'
import { validateConfig } from '../host/validate.ts'
import { candidates, type Candidate, type Known } from './completion-words.ts'
import { commands } from './index.ts'
import { planIds } from './plans.ts'
import { worktreeFiles } from './repository.ts'

const shells = ['bash', 'zsh', 'fish'] as const

export default ownCommand({
  path: ['completion'],
  summary: 'print what makes a shell complete drift',
  example: 'eval "$(drift completion bash)"      # in ~/.bashrc\n  source <(drift completion zsh)       # in ~/.zshrc, after compinit\n  drift completion fish | source       # in ~/.config/fish/config.fish',
  arguments: object({
    shell: choice(shells, { about: 'the shell: bash, zsh or fish' }),
    words: optional(list(text(), { about: 'what its script asks with: the words typed so far, after --' })),
  }),
  positional: ['shell', '…words'],
  effects: [],

  async run({ shell, words = [] }, { world, print }) {
    if (words.length === 0) { print(scripts[shell]); return 0 }
    const all = await Promise.all(commands.map(async ({ load }) => described((await load()).default)))
    for (const candidate of await candidates(words, all, knownIn(world))) print(`${line[shell](candidate)}\n`)
    return 0
  },
})

const line: Readonly<Record<typeof shells[number], (candidate: Candidate) => string>> = {
  bash: ({ word }) => word,
  zsh: ({ word, about }) => `${word.replaceAll(':', '\\:')}${about ? `:${oneLine(about)}` : ''}`,
  fish: ({ word, about }) => `${word}${about ? `\t${oneLine(about)}` : ''}`,
}

const scripts: Readonly<Record<typeof shells[number], string>> = {
  bash: `_drift() {
  local IFS=$'\\n'
  COMPREPLY=($("\${COMP_WORDS[0]}" completion bash -- "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null))
}
complete -o bashdefault -o default -F _drift drift git-drift
`,
  zsh: `#compdef drift git-drift
_drift() {
  local -a found
  found=("\${(@f)$("\${words[1]}" completion zsh -- "\${(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ -n "\${found[1]}" ]]; then _describe -t drift drift found; else _files; fi
}
if [[ "\${funcstack[1]}" == _drift ]]; then _drift "$@"; else compdef _drift drift git-drift; fi
`,
  fish: `function __drift_complete
  set -l words (commandline -opc)
  set -l current (commandline -ct)
  set -l found ($words[1] completion fish -- $words[2..-1] "$current" 2>/dev/null)
  if test (count $found) -gt 0
    printf '%s\\n' $found
  else
    __fish_complete_path "$current"
  end
end
complete -c drift -f -k -a '(__drift_complete)'
complete -c git-drift -f -k -a '(__drift_complete)'
`,
}

/** Words of this place. Whatever cannot be read offers nothing; no plugin is loaded: a key that is pressed runs nobody's code. */
function knownIn(world: World): Known {
  return async (name) => {
    if (name === 'check') return world.checks.map(({ name, demand }) => ({ word: name, about: demand }))
    if (name === 'format') return Object.keys(formats).map((word) => ({ word, about: '' }))
    if (name !== 'plan') return []
    try {
      const place = await findPlace(world.cwd)
      const found = await readConfig(worktreeFiles({ place }), world.checks, validateConfig)
      return found ? planIds({ root: place.root }, found).map((word) => ({ word, about: '' })) : []
    } catch {
      return []
    }
  }
}
