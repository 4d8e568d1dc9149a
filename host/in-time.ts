// A time budget on what plugins are waited for: a promise that nobody keeps must not keep a commit waiting for ever.

/** What a promise gives, or an error once the time is over. */
export async function within<T>(promise: Promise<T>, ms: number, what: string): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Error(`${what} did not end within ${ms / 1000} s`)), ms) })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}

/** The same items, each of which must come in time. Work that never waits cannot be cut short. */
export async function* eachWithin<T>(items: Iterable<T> | AsyncIterable<T>, ms: number, what: string): AsyncGenerator<T> {
  const iterator = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]()
  for (;;) {
    const { done, value } = await within(Promise.resolve(iterator.next()), ms, what)
    if (done) return
    yield value
  }
}
