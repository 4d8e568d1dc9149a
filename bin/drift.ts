#!/usr/bin/env node
// The door. A hook is one CommonJS file, because git waits for it; everything else is loaded by command.
if (process.argv[2] === 'hook') {
  require('./hook.cjs')
} else {
  // @ts-expect-error built beside this file
  void import('./cli.mjs')
}
