/** Begins tasks that never reject in their order, so many at a time; a promise for each. */
export function pooled<T>(size: number, tasks: readonly (() => Promise<T>)[]): Promise<T>[] {
  const all = tasks.map((task) => {
    let begin = () => {}
    const done = new Promise<void>((resolve) => { begin = resolve }).then(task)
    return { begin, done }
  })
  let next = 0
  const go = (): void => {
    const one = all[next++]
    if (!one) return
    one.begin()
    void one.done.then(go)
  }
  for (let i = 0; i < size; i++) go()
  return all.map(({ done }) => done)
}
