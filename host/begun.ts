// Work that is begun before its result is wanted.

/** The same promise, to be waited for later: that it fails is told then. Nobody waiting yet, node would end the process for it. */
export function begun<T>(promise: Promise<T>): Promise<T> {
  promise.catch(() => {})
  return promise
}
