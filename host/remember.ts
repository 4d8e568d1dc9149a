// Answers that are kept for as long as they are few: the same names and patterns are asked about again and again.
const most = 4096

/** Keeps a value under its key, and forgets all others once there are too many. Returns it. */
export function remember<T>(all: Map<string, T>, key: string, value: T): T {
  if (all.size >= most) all.clear()
  all.set(key, value)
  return value
}

/** The same function, which answers from memory what it was asked before. */
export function remembering<T extends {}>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>()
  return (key) => known.get(key) ?? remember(known, key, make(key))
}
