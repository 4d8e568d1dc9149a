// Reads objects through one `git cat-file --batch-command` for as long as it is open.
import type { ChildProcessWithoutNullStreams } from 'node:child_process'
import { DriftError } from '../host/check.ts'
import type { GitOptions } from './exec.ts'
import { startGit } from './start.ts'

/** What is known of an object without reading it. */
export interface ObjectInfo {
  readonly oid: string
  readonly type: 'blob' | 'tree' | 'commit' | 'tag'
  /** Bytes. */
  readonly size: number
}

/** An object with its content. */
export interface ObjectContent extends ObjectInfo {
  readonly content: Buffer
}

interface Waiting {
  readonly command: 'info' | 'contents'
  readonly spec: string
  done(found: ObjectContent | undefined): void
  failed(error: Error): void
}

/** A lasting reader. A spec is anything git resolves: an id, `HEAD:path`, `:path` (the index), `refs/notes/x:ab/cd`. */
export class Objects {
  readonly #options: GitOptions
  #child: ChildProcessWithoutNullStreams | undefined
  #waiting: Waiting[] = []
  #chunks: Buffer[] = []
  #held = 0
  #need = 0
  #unsent = ''
  #broken: Error | undefined

  constructor(options: GitOptions) {
    this.#options = options
  }

  /** Id, type and size; undefined where there is no such object. */
  info(spec: string): Promise<ObjectInfo | undefined> {
    return this.#ask('info', spec)
  }

  /** The whole object; undefined where there is none. */
  read(spec: string): Promise<ObjectContent | undefined> {
    return this.#ask('contents', spec)
  }

  /** Ends git; what still waits is refused. The reader may be used again afterwards: it starts anew. */
  close(): void {
    const dropped = this.#waiting.splice(0)
    this.#end()
    for (const { failed } of dropped) failed(new DriftError('git cat-file was closed before it answered', 'Try again.', 3))
  }

  /** Starts git anew, so that it sees what was written meanwhile, by other processes too; what still waits is asked once more. */
  renew(): void {
    const again = this.#waiting.splice(0)
    this.#end()
    for (const waiting of again) this.#queue(waiting)
  }

  #end(): void {
    const child = this.#child
    this.#child = undefined
    this.#chunks = []
    this.#held = this.#need = 0
    this.#unsent = ''
    if (!child) return
    // Nobody waits for its end: it reads only, and ends with its input; at once where drift itself ends now.
    setImmediate(() => {
      for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy()
      child.unref()
    })
  }

  #ask(command: 'info' | 'contents', spec: string): Promise<ObjectContent | undefined> {
    if (spec.includes('\0') || spec === '') return Promise.resolve(undefined)
    if (this.#broken) return Promise.reject(this.#broken)
    const asked = new Promise<ObjectContent | undefined>((done, failed) => this.#queue({ command, spec, done, failed }))
    // Some ask ahead for what nobody may want in the end.
    asked.catch(() => {})
    return asked
  }

  #queue(waiting: Waiting): void {
    this.#waiting.push(waiting)
    this.#send(`${waiting.command} ${waiting.spec}\0`)
  }

  /** Questions that come together are written together: git answers them in one go. */
  #send(question: string): void {
    if (this.#unsent === '') queueMicrotask(() => { const all = this.#unsent; this.#unsent = ''; if (all !== '') this.#start().stdin.write(all) })
    this.#unsent += question
    this.#start()
  }

  #start(): ChildProcessWithoutNullStreams {
    if (this.#child) return this.#child
    const child = startGit(['cat-file', '--batch-command', '-z'], this.#options)
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => {
      // Of one that was closed meanwhile nobody waits for an answer.
      if (this.#child !== child) return
      this.#chunks.push(chunk)
      this.#held += chunk.length
      this.#drain()
    })
    child.stderr.on('data', (chunk: Buffer) => { said += chunk.toString('utf8') })
    child.stdin.on('error', () => {})
    child.on('error', (error) => this.#fail(new DriftError(`git cat-file could not be started: ${error.message}`, 'Install git 2.38 or newer and make sure that it is on PATH.', 3)))
    child.on('close', () => this.#child === child && this.#fail(new DriftError(`git cat-file ended early: ${said.trim() || 'it said nothing'}`, 'Run git fsck to see whether the repository is whole; drift needs git 2.38 or newer.', 3)))
    return (this.#child = child)
  }

  #fail(error: Error): void {
    if (this.#waiting.length === 0) return
    this.#broken = error
    for (const { failed } of this.#waiting.splice(0)) failed(error)
  }

  /** Takes whole answers off the buffer; a large blob is joined once, when all of it is there. */
  #drain(): void {
    while (this.#waiting.length > 0 && this.#held > 0 && this.#held >= this.#need) {
      const buffer = this.#chunks.length === 1 ? this.#chunks[0]! : Buffer.concat(this.#chunks)
      const taken = answer(buffer, this.#waiting[0]!)
      if ('need' in taken) { this.#need = taken.need; this.#chunks = [buffer]; return }
      this.#need = 0
      this.#chunks = [buffer.subarray(taken.length)]
      this.#held -= taken.length
      this.#waiting.shift()!.done(taken.found)
    }
  }
}

type Answer = { readonly length: number; readonly found: ObjectContent | undefined } | { readonly need: number }

// `<oid> <type> <size>\n[<content>\n]`, or `<spec> missing\n` (also `ambiguous`); a spec may hold newlines, so it is compared whole.
function answer(buffer: Buffer, { command, spec }: Waiting): Answer {
  const end = buffer.indexOf(10)
  if (end < 0) return { need: buffer.length + 1 }
  const head = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d+)$/.exec(buffer.toString('latin1', 0, end))
  if (!head) return absent(buffer, Buffer.from(spec))
  const size = Number(head[3])
  const whole = command === 'contents'
  const length = end + 1 + (whole ? size + 1 : 0)
  if (buffer.length < length) return { need: length }
  return { length, found: { oid: head[1]!, type: head[2] as ObjectInfo['type'], size, content: whole ? buffer.subarray(end + 1, end + 1 + size) : Buffer.alloc(0) } }
}

function absent(buffer: Buffer, spec: Buffer): Answer {
  const end = buffer.indexOf(10, spec.length)
  return end < 0 ? { need: Math.max(buffer.length, spec.length) + 1 } : { length: end + 1, found: undefined }
}
