// Files that survive a crash: replaced as a whole, or grown by whole lines.
import { closeSync, fstatSync, fsyncSync, mkdirSync, openSync, readSync, renameSync, rmSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

/** Puts a file in place of another, or none: a reader sees the old content or the new, also after a power cut. */
export function replaceFile(file: string, content: string): void {
  makeFolder(dirname(file))
  const temporary = `${file}.${process.pid}-${Date.now()}.tmp`
  try {
    withFile(temporary, 'wx', (fd) => writeAll(fd, content))
    renameSync(temporary, file)
  } catch (error) {
    rmSync(temporary, { force: true })
    throw error
  }
  syncFolder(dirname(file))
}

/** Adds one line at the end, in one write, so that the lines of several processes never mix. */
export function appendLine(file: string, line: string): void {
  makeFolder(dirname(file))
  withFile(file, 'a+', (fd) => {
    let whole = endsWhole(fd)
    // Another process may be in the middle of its line just now: that one ends by itself.
    for (let patience = 5; !whole && patience > 0; patience--) {
      pause(20)
      whole = endsWhole(fd)
    }
    writeAll(fd, `${whole ? '' : '\n'}${line}\n`)
  })
  syncFolder(dirname(file))
}

/** Removes a file, if it is there. */
export function removeFile(file: string): void {
  rmSync(file, { force: true })
  syncFolder(dirname(file))
}

function withFile(file: string, flags: string, work: (fd: number) => void): void {
  const fd = openSync(file, flags)
  try {
    work(fd)
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}

function writeAll(fd: number, content: string): void {
  const bytes = Buffer.from(content)
  for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done)
}

// A process killed in the middle of a line, or an editor: the next record must not become a part of that line.
function endsWhole(fd: number): boolean {
  const { size } = fstatSync(fd)
  const last = Buffer.alloc(1)
  return size === 0 || (readSync(fd, last, 0, 1, size - 1) === 1 && last[0] === 10)
}

function makeFolder(folder: string): void {
  const first = mkdirSync(folder, { recursive: true })
  for (let made = folder; first && made.length >= first.length; made = dirname(made)) syncFolder(dirname(made))
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms)
}

/** A new name in a folder is not on disk before the folder is. Windows cannot open one; there it is left to the system. */
function syncFolder(folder: string): void {
  if (process.platform === 'win32') return
  const fd = openSync(folder, 'r')
  try {
    fsyncSync(fd)
  } finally {
    closeSync(fd)
  }
}
