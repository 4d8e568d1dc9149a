// Whether a gate's command can fail at all: a shell line read as far as its exit code asks for it. What is not understood can.

interface Part {
  readonly text: string
  /** What stands behind it: `;`, `&`, `&&`, `||`, `|`, or nothing. */
  readonly op: string
}

// They end well whatever they are told.
const harmless = /^(?:(?:\/usr)?\/bin\/)?(?:true|:|echo|printf|exit 0|return 0|sleep \S+|wait)(?=\s|$)/
// At the end of a pipe their exit code hides that of what comes before.
const swallows = /^(?:cat|tee|head|tail|sort|uniq|wc|tr|cut|less|more|nl|ts)(?=\s|$)/
const blind = /(?:^|\s)(--passWithNoTests|--pass-with-no-tests|--if-present)(?=\s|=true|$)/

/** Why a command cannot fail, or passes where nothing was tested; undefined where it can fail. */
export function cannotFail(command: string): string | undefined {
  const flag = blind.exec(command)?.[1]
  if (/\btrap\b[^;&|\n]*\bexit 0\b/.test(command)) return 'its trap ends it with exit 0'
  if (!canFail(command)) return 'its exit code is 0 whatever happens'
  return flag === undefined ? undefined : `${flag} lets it pass where there is nothing to run`
}

/** The script of package.json that a command runs by npm or pnpm: all that the command does. */
export function scriptOf(command: string): string | undefined {
  const [, run, short] = /^(?:[A-Za-z_]\w*=\S*\s+)*(?:npm|pnpm)\s+(?:(?:-s|--silent)\s+)?(?:run(?:-script)?\s+(?:(?:-s|--silent)\s+)?([\w:.-]+)|(test|t|tst|start))(?=\s|$)/.exec(command.trim()) ?? []
  if (/\s(?:--prefix|-C|--dir|-w|--workspaces?|-r|--recursive|--filter|--if-present)\b/.test(command)) return undefined
  return run ?? (short === undefined ? undefined : short === 'start' ? 'start' : 'test')
}

function canFail(command: string, depth = 0): boolean {
  const text = unwrapped(command.trim())
  if (depth > 8) return true
  const inner = /^(?:env\s+)?(?:ba|z|da|k)?sh\s+((?:-\S+\s+(?:pipefail\s+)?)+)(?:(['"])([\s\S]*)\2|(\w+))$/.exec(text)
  if (inner) return canFail(`${/e/.test(inner[1]!.replace('pipefail', '')) ? 'set -e; ' : ''}${inner[1]!.includes('pipefail') ? 'set -o pipefail; ' : ''}${inner[3] ?? inner[4]}`, depth + 1)
  const parts = partsOf(text)
  // An if or a loop is left to whoever wrote it.
  if (parts.some(({ text: part }) => /^(if|for|while|until|case|function|select)(?=\s|$)/.test(part))) return true
  return listFails(parts, depth)
}

/** A list of commands in order: the last one's exit code counts, or with `set -e` the first bad one's. */
function listFails(parts: readonly Part[], depth: number): boolean {
  let [stops, pipefail, last, stopped] = [false, false, false, false]
  let chain: Part[] = []
  for (const part of parts) {
    chain.push(part)
    if (part.op !== ';' && part.op !== '&' && part.op !== '') continue
    const [only] = chain
    const setting = chain.length === 1 ? /^set\s+(.*)$/.exec(only!.text)?.[1] : undefined
    if (setting !== undefined) {
      if (/(?:^|\s)-\w*e/.test(setting)) stops = true
      if (/(?:^|\s)\+\w*e/.test(setting)) stops = false
      if (/-\w*o\s+pipefail/.test(setting)) pipefail = true
      if (/\+\w*o\s+pipefail/.test(setting)) pipefail = false
    } else {
      last = part.op !== '&' && chainFails(chain, pipefail, depth)
      if (stops && last) stopped = true
      // Nothing behind it is run.
      if (chain.length === 1 && /^exit(?=\s|$)/.test(only!.text)) return stopped || last
    }
    chain = []
  }
  return stopped || last
}

/** `a && b || c`, from the left, each of them perhaps a pipe. */
function chainFails(chain: readonly Part[], pipefail: boolean, depth: number): boolean {
  let [fails, op, at] = [false, '', 0]
  while (at < chain.length) {
    let end = at
    while (chain[end]!.op === '|') end++
    const pipe = chain.slice(at, end + 1).map(({ text }) => text)
    const here = pipefail ? pipe.some((one) => commandFails(one, depth)) : commandFails(pipe.at(-1)!, depth) && !(pipe.length > 1 && swallows.test(bare(pipe.at(-1)!)))
    fails = op === '&&' ? fails || here : op === '||' ? fails && here : here
    op = chain[end]!.op
    at = end + 1
  }
  return fails
}

function commandFails(command: string, depth: number): boolean {
  if (/^!\s/.test(command)) return true
  const text = bare(command)
  return /^[({]/.test(text) || /^(?:env\s+)?(?:ba|z|da|k)?sh\s+-/.test(text) ? canFail(text, depth + 1) : text !== '' && !harmless.test(text)
}

/** Without what stands before a command and does not change its end: variables, `time`, `env`, `exec`. */
function bare(command: string): string {
  return command.trim().replace(/^(?:(?:[A-Za-z_]\w*=(?:"[^"]*"|'[^']*'|\S*)|time|env|exec|command|nice|timeout\s+(?:-\S+\s+)*\d\S*)\s+)+/, '')
}

/** Without the brackets around all of it. */
function unwrapped(text: string): string {
  const inside = /^\(([\s\S]*)\)$/.exec(text)?.[1] ?? /^\{\s([\s\S]*?);?\s*\}$/.exec(text)?.[1]
  return inside === undefined || /[(){}]/.test(inside) ? text : inside.trim()
}

/** Split where the shell splits: not in quotes, not in brackets, not at the `&` of a redirection. */
function partsOf(text: string): Part[] {
  const parts: Part[] = []
  let [from, deep, quote] = [0, 0, '']
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!
    if (quote) { if (c === '\\' && quote === '"') i++; else if (c === quote) quote = ''; continue }
    if (c === '\\') { i++; continue }
    if (c === '"' || c === "'" || c === '`') { quote = c; continue }
    if (c === '(' || c === '{') deep++
    if (c === ')' || c === '}') deep--
    if (deep > 0) continue
    if (c === '#' && (i === 0 || /\s/.test(text[i - 1]!))) { const end = text.indexOf('\n', i); text = `${text.slice(0, i)}${end < 0 ? '' : text.slice(end)}`; i--; continue }
    const op = /^(?:&&|\|\||\|&|[;|\n]|&(?!>))/.exec(text.slice(i, i + 2))?.[0]
    if (op === undefined || (op === '&' && /[<>]/.test(text[i - 1] ?? ''))) continue
    parts.push({ text: text.slice(from, i).trim(), op: op === '\n' ? ';' : op === '|&' ? '|' : op })
    i += op.length - 1
    from = i + 1
  }
  parts.push({ text: text.slice(from).trim(), op: '' })
  // `a; ` and `a &` end with nothing: that is no command.
  return parts.filter(({ text: part, op }) => part !== '' || (op !== ';' && op !== ''))
}
