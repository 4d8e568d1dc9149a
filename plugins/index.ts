// Every plugin of drift's own, by the name that a config uses; host/config/own-plugins.ts knows the names.
import type { Plugin } from '../host/check.ts'
import lintStaged from './lint-staged/index.ts'

export const plugins: Readonly<Record<string, Plugin>> = { 'lint-staged': lintStaged }
