// How a call of drift ends: with the code that it gives, and never by running dry.
const interrupted = 130

/**
 * Ends the process with the code of a call. Whatever ends it earlier (a promise of a plugin that nobody keeps, which node
 * takes for the end of all work; a plugin that calls process.exit) has judged nothing: exit 3. `quiet` tells at the end
 * whether nothing is left to write.
 */
export function endWith(call: Promise<number>, quiet: () => boolean): void {
  const early = (code: number) => {
    if (code === interrupted) return
    process.exitCode = 3
    process.stderr.write('drift: it ended before it had an answer: something that it waited for never came\n  fix: Look for a promise that is never kept, or for process.exit, in the plugins of the config\n')
  }
  process.on('exit', early)
  void call.then((code) => {
    process.off('exit', early)
    process.exitCode = code
    // With nothing left to write, nothing is worth waiting for: left alone, node waits until V8 is done compiling.
    if (quiet()) process.exit()
  })
}

/** The folder the call was made in; one that is gone is in no repository. */
export function here(): string {
  try {
    return process.cwd()
  } catch {
    return '/'
  }
}

/** A stream whose reader may stop reading (`| head`): that changes no verdict. */
export function patient(stream: NodeJS.WriteStream): NodeJS.WriteStream {
  return stream.on('error', (error: NodeJS.ErrnoException) => { if (error.code !== 'EPIPE') throw error })
}
