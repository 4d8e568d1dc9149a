// npm's `prepare`: builds, and sets up husky in a checkout of this repository (not where it is installed as a package).
import { existsSync } from 'node:fs'
import './build.ts'

if (existsSync('.git') && existsSync('.husky')) {
  const { default: husky } = await import('husky')
  const said = husky()
  if (said) console.error(said)
}
