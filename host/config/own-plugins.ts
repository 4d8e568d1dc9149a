// The names of drift's own plugins: in a config they mean these, never a package that is called the same.
const names: readonly string[] = ['lint-staged']

/** Whether a config that names this plugin means one of drift's own (`plugins/index.ts` holds them). */
export function isOwnPlugin(name: string): boolean {
  return names.includes(name)
}
