// Attacks that no boundary stops yet, each with the reason. What is here is skipped, and told as that.
export const openAttacks: Readonly<Record<string, string>> = {
  'attributes-count-binaries-as-text': 'info/attributes of the clone itself count for numstat',
  'attributes-of-a-ledger': 'an attributes file above a source of truth is not guarded by sot yet',
  'case-twin': 'globs count case, and an agent tool on a machine that does not is not guarded',
  'editing-through-a-symlink': 'the target of a protected path that is a link is not guarded yet',
  'lock-file-by-a-new-manifest': 'a lock file goes with a manifest that the same change brings',
  'normal-form-twin': 'sot compares names by their bytes',
  'one-endless-line': 'lines are counted as git counts them, whatever their length',
}
