// Runs a gate's command in a shell at the worktree's root and says what came of it.
import { outsideHooks } from '../git/start.ts'
import type { World } from '../host/cli-context.ts'
import { usualSeconds, type Ended, type Gate } from '../host/evidence.ts'
import { masker } from '../host/mask.ts'
import { countsOf } from '../host/runners/counts.ts'
import { plainLines } from '../host/runners/plain.ts'

/** A gate's run. */
export interface GateRun extends Ended {
  /** Milliseconds. */
  readonly ms: number
  /** The end of its output, masked. */
  readonly tail?: string
}

// Of output, so much is searched for counts: `go test -v` names every test on a line of its own.
const searched = 16 << 20
/** UTF-16 units of a record's tail. */
const kept = 4_000

/** Runs it to its end, or that of its time; what it prints goes to stderr as it comes. ^C ends its whole group, and drift with 130. */
export async function runGate({ command, timeout_s }: Gate, root: string, { run, environment }: World): Promise<GateRun> {
  const output = held(searched)
  const take = (piece: Buffer) => { process.stderr.write(piece); output.take(piece) }
  const { exit, signal, timedOut, stdout, stderr, ms } = await run({ argv: shell(command, environment), cwd: root, timeoutS: timeout_s ?? usualSeconds }, undefined, { take, environment: outsideHooks({ ...environment }) })
  const text = output.text()
  // Where the two streams cut each other's lines, each of them is whole.
  const tests = countsOf(text) ?? countsOf(stdout) ?? countsOf(stderr)
  const tail = endOf(masker(environment)(plainLines(text).join('\n')).trim())
  return {
    ...exit === null || timedOut ? {} : { exit }, ...signal ? { signal } : {}, ...timedOut ? { timed_out: true } : {},
    ...tests ? { tests } : {}, ms, ...tail ? { tail } : {},
  }
}

function shell(command: string, environment: World['environment']): readonly string[] {
  // cmd takes away the outer quotes, and those alone.
  return process.platform === 'win32' ? [environment['ComSpec'] ?? 'cmd.exe', '/d', '/s', '/c', `"${command}"`] : ['sh', '-c', command]
}

function endOf(text: string): string {
  // Half of a pair of surrogates is no text.
  return text.slice(-kept).replace(/^[\udc00-\udfff]/, '')
}

/** Keeps the end of what comes, so many bytes of it. */
function held(most: number): { take(piece: Buffer): void; text(): string } {
  const pieces: Buffer[] = []
  let size = 0
  return {
    take: (piece) => {
      pieces.push(piece)
      size += piece.length
      while (size - pieces[0]!.length >= most) size -= pieces.shift()!.length
    },
    text: () => Buffer.concat(pieces).toString('utf8'),
  }
}
