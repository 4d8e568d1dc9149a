// Where a config may stand. Apart from what reads it: the public door names these files, and must not carry a YAML parser along.

/** Files a config may stand in, at the worktree's root; `package.json` only with a `drift` key. */
export const configFiles = ['.driftrc', '.driftrc.json', '.driftrc.yaml', '.driftrc.yml', 'package.json'] as const

/** Globs of all files that a config can be made of. */
export const policyFiles: readonly string[] = [...configFiles, '.drift/packs/**']
