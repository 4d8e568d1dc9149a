// What npx, yarn and pnpm put into the environment of what they run, told apart from the user's own: a `git commit` in a shell
// has none of it, and a hook that works only with it does not work.
import { delimiter } from 'node:path'

type Environment = Readonly<Record<string, string | undefined>>

// Folders of programs: of a package, of npm's node-gyp, of Yarn 1 and Yarn 2 and later (wrappers of node and yarn in the temporary folder).
const folders = /[\\/](node_modules[\\/]\.bin|node-gyp-bin|yarn--\d+-[\d.]+|xfs-[\da-f]+)[\\/]?$/
// Plug'n'Play is loaded into every node below Yarn.
const plugAndPlay = /(?:^|\s)(?:--require|-r|--experimental-loader|--loader|--import)(?:=|\s+)(?:"[^"]*\.pnp\.[^"]*"|\S*\.pnp\.\S*)/g

/** PATH, NODE_OPTIONS and NODE_PATH as the user's shell has them; nothing where no package manager runs us. */
export function asInShell(environment: Environment): Record<string, string> {
  if (!['npm_execpath', 'npm_command', 'npm_config_user_agent', 'BERRY_BIN_FOLDER'].some((name) => environment[name])) return {}
  const { PATH, NODE_OPTIONS, NODE_PATH, npm_config_node_options: given, BERRY_BIN_FOLDER } = environment
  const without = (list: string, drop: (part: string) => boolean) => list.split(delimiter).filter((part) => !drop(part)).join(delimiter)
  return {
    ...(PATH === undefined ? {} : { PATH: without(PATH, (folder) => folders.test(folder) || folder === BERRY_BIN_FOLDER) }),
    ...(NODE_OPTIONS === undefined ? {} : { NODE_OPTIONS: NODE_OPTIONS === given ? '' : NODE_OPTIONS.replace(plugAndPlay, '').trim() }),
    // pnpm's shims name its store here.
    ...(NODE_PATH === undefined ? {} : { NODE_PATH: without(NODE_PATH, (folder) => /[\\/]node_modules[\\/]\.pnpm[\\/]/.test(folder)) }),
  }
}
