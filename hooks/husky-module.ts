// Loads husky. It finds its own files beside its module, so it stays out of every bundle; and a file of its own stays out of
// V8's cache, whose code cannot import (docs/decisions/011).

/** husky's own way to set itself up: gives what is wrong, or nothing. */
export const loadHusky = async (): Promise<(folder: string) => string> => (await import('husky')).default
