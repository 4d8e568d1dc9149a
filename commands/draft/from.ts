// A description of a plan, from a file or from what is piped in: bounded, and text.
import { closeSync, openSync, readSync } from 'node:fs'
import { resolve } from 'node:path'
import type { World } from '../../host/cli-context.ts'
import { DriftError, messageOf } from '../../host/error.ts'
import { described, type Described } from './markdown.ts'

// A description is a few pages; what is more is something else.
const most = 262_144

/** Reads and understands a description; `-` is standard input. DriftError (exit 2) where it cannot be read or is no text. */
export function readDescription(name: string, { cwd }: Pick<World, 'cwd'>): Described {
  const bytes = bounded(name, cwd)
  if (bytes.length > most) throw new DriftError(`${name === '-' ? 'what is piped in' : name} is larger than ${most} bytes, and no description of a plan is`, 'Shorten it: a plan says what shall be true, not how.')
  let text: string
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw new DriftError(`${name === '-' ? 'what is piped in' : name} is not UTF-8 text`, 'Give it a Markdown file.')
  }
  if (text.includes('\0')) throw new DriftError(`${name === '-' ? 'what is piped in' : name} is not text`, 'Give it a Markdown file.')
  if (text.trim() === '') throw new DriftError(`${name === '-' ? 'what is piped in' : name} is empty`, 'Write at least a heading: it is the title.')
  return described(text)
}

/** At most one byte more than a description may have. */
function bounded(name: string, cwd: string): Buffer {
  const buffer = Buffer.alloc(most + 1)
  let size = 0
  try {
    const fd = name === '-' ? 0 : openSync(resolve(cwd, name), 'r')
    try {
      for (let got = -1; got !== 0 && size < buffer.length; size += got) got = read(fd, buffer, size)
    } finally {
      if (fd !== 0) closeSync(fd)
    }
  } catch (error) {
    throw new DriftError(`${name === '-' ? 'standard input' : name} cannot be read: ${messageOf(error)}`, 'Name a Markdown file, or - for standard input.')
  }
  return buffer.subarray(0, size)
}

function read(fd: number, buffer: Buffer, at: number): number {
  for (;;) {
    try {
      return readSync(fd, buffer, at, buffer.length - at, null)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (code === 'EOF') return 0
      // A pipe that nobody wrote to yet.
      if (code !== 'EAGAIN') throw error
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20)
    }
  }
}
