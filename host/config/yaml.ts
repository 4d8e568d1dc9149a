// YAML through cosmiconfig's own loader, and nothing else of cosmiconfig: constructing an explorer
// runs `.config/config.cjs` of the current folder (9.0.2), and a search can be redirected by `$import`.
import { defaultLoadersSync } from 'cosmiconfig'

/** YAML text → data; throws what the parser throws. */
export function loadYaml(file: string, text: string): unknown {
  return defaultLoadersSync['.yaml'](file, text)
}
