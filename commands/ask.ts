// Questions to somebody at a terminal. Whoever ends the terminal instead of answering has said nothing: nothing then happens.
import { createInterface, type Interface } from 'node:readline'

let terminal: Interface | undefined
let ended = false
let waiting: ((line: string | undefined) => void) | undefined
const ahead: string[] = []

/** The answer without blanks around it; undefined where the terminal ended (ctrl-D). What was typed ahead answers the next question. */
export async function ask(question: string): Promise<string | undefined> {
  if (ended) return undefined
  if (ahead.length > 0) process.stderr.write(`${question}${ahead[0]}\n`)
  const line = ahead.length > 0 ? ahead.shift() : await new Promise<string | undefined>((resolve) => { waiting = resolve; begin().question(question, resolve) })
  waiting = undefined
  // A terminal that is listened to would keep drift from ending; one that is closed throws at it (node 24).
  if (!ended) terminal?.pause()
  return line?.trim()
}

/** Whether somebody says yes; `otherwise` where the answer is empty. Anything else than a yes is a no. */
export async function agree(question: string, otherwise: boolean): Promise<boolean> {
  const answer = await ask(`${question} ${otherwise ? '[Y/n]' : '[y/N]'} `)
  return answer === '' ? otherwise : /^y(es)?$/i.test(answer ?? '')
}

function begin(): Interface {
  if (terminal) return terminal
  terminal = createInterface({ input: process.stdin, output: process.stderr })
  terminal.on('line', (line) => ahead.push(line))
  // The terminal is read sign by sign meanwhile: ctrl-C is a sign, too.
  terminal.on('SIGINT', () => { terminal!.close(); process.kill(process.pid, 'SIGINT') })
  terminal.on('close', () => { ended = true; process.stderr.write('\n'); waiting?.(undefined) })
  return terminal
}
