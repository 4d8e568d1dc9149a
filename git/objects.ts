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
  readonly spec: Buffer
  readonly whole: boolean
  done(found: ObjectContent | undefined): void
  failed(error: Error): void
}

/** A lasting reader. A spec is anything git resolves: an id, `HEAD:path`, `:path` (the index), `refs/notes/x:ab/cd`. */
export class Objects {
  readonly #options: GitOptions
  #asked: Asked | undefined
  #broken: Error | undefined

  constructor(options: GitOptions) {
    this.#options = options
  }

  /** Id, type and size; undefined where there is no such object. */
  async info(spec: string): Promise<ObjectInfo | undefined> {
    return this.#ask('info', spec)
  }

  /** The whole object; undefined where there is none. */
  async read(spec: string): Promise<ObjectContent | undefined> {
    return this.#ask('contents', spec)
  }

  /** Ends git, once what was asked is answered. The reader may be used again at once: it starts anew. */
  close(): void {
    this.#asked?.close()
    this.#asked = undefined
  }

  #ask(command: 'info' | 'contents', spec: string): Promise<ObjectContent | undefined> {
    if (spec.includes('\0') || spec === '') return Promise.resolve(undefined)
    if (this.#broken) return Promise.reject(this.#broken)
    this.#asked ??= new Asked(this.#options, (error) => { this.#broken = error })
    return this.#asked.ask(command, spec)
  }
}

/** One git, and what it was asked: an answer that came late must not pass for one of the git that was started next. */
class Asked {
  readonly #child: ChildProcessWithoutNullStreams
  #waiting: Waiting[] = []
  #chunks: Buffer[] = []
  #held = 0
  #need = 0
  #unsent = ''
  #closed = false

  constructor(options: GitOptions, broken: (error: Error) => void) {
    const child = startGit(['cat-file', '--batch-command', '-z'], options)
    let said = ''
    child.stdout.on('data', (chunk: Buffer) => { this.#chunks.push(chunk); this.#held += chunk.length; this.#drain() })
    child.stderr.on('data', (chunk: Buffer) => { said += chunk.toString('utf8') })
    child.stdin.on('error', () => {})
    const failed = (error: Error) => {
      if (this.#waiting.length === 0) return
      broken(error)
      for (const { failed } of this.#waiting.splice(0)) failed(error)
    }
    child.on('error', (error) => failed(new DriftError(`git cat-file could not be started: ${error.message}`, 'Install git 2.38 or newer and make sure that it is on PATH.', 3)))
    child.on('close', () => failed(new DriftError(`git cat-file ended early: ${said.trim() || 'it said nothing'}`, 'Run git fsck to see whether the repository is whole; drift needs git 2.38 or newer.', 3)))
    this.#child = child
  }

  /** Questions that come together are written together: git answers them in one go. */
  ask(command: 'info' | 'contents', spec: string): Promise<ObjectContent | undefined> {
    return new Promise((done, failed) => {
      this.#waiting.push({ spec: Buffer.from(spec), whole: command === 'contents', done, failed })
      if (this.#unsent === '') queueMicrotask(() => { this.#child.stdin.write(this.#unsent); this.#unsent = '' })
      this.#unsent += `${command} ${spec}\0`
    })
  }

  close(): void {
    this.#closed = true
    if (this.#waiting.length > 0) return
    const child = this.#child
    // Nobody waits for its end: it reads only, and ends with its input; at once where drift itself ends now.
    setImmediate(() => {
      for (const pipe of [child.stdin, child.stdout, child.stderr]) pipe.destroy()
      child.unref()
    })
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
    if (this.#closed && this.#waiting.length === 0) this.close()
  }
}

type Answer = { readonly length: number; readonly found: ObjectContent | undefined } | { readonly need: number }

// `<oid> <type> <size>\n[<content>\n]`, or `<spec> missing\n` (also `ambiguous`); a spec may hold newlines, so it is compared whole.
function answer(buffer: Buffer, { spec, whole }: Waiting): Answer {
  const end = buffer.indexOf(10)
  if (end < 0) return { need: buffer.length + 1 }
  const head = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d+)$/.exec(buffer.toString('latin1', 0, end))
  if (!head) return absent(buffer, spec)
  const size = Number(head[3])
  const length = end + 1 + (whole ? size + 1 : 0)
  if (buffer.length < length) return { need: length }
  return { length, found: { oid: head[1]!, type: head[2] as ObjectInfo['type'], size, content: whole ? buffer.subarray(end + 1, end + 1 + size) : Buffer.alloc(0) } }
}

function absent(buffer: Buffer, spec: Buffer): Answer {
  const end = buffer.indexOf(10, spec.length)
  return end < 0 ? { need: Math.max(buffer.length, spec.length) + 1 } : { length: end + 1, found: undefined }
}
