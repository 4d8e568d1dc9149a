// Loads a module by its address: in a file of its own, since code from V8's cache cannot import (docs/decisions/011).

/** What the module at this URL exports. */
export const importFrom = (url: string): Promise<Record<string, unknown>> => import(url)
