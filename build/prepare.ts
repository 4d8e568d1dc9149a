// npm's `prepare`: builds, and in a checkout of this repository (not where it is installed as a package) sets up its hooks.
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import './build.ts'
import { applyInstall, planInstall } from '../hooks/install.ts'
import { hooksPlace } from '../hooks/place.ts'

if (existsSync('.git') && existsSync('.husky')) {
  await applyInstall(await planInstall(await hooksPlace('.'), { node: process.execPath, bundle: resolve('dist/hook.cjs'), husky: true }))
}
