// The blocks of a page that a test runs, told by the comment before each: where it runs, which file it is, what was printed.

/** A block with a mark before it. */
export interface Block {
  readonly kind: 'run' | 'file' | 'prints'
  /** run: the kind of place; file: the path from the root of the next block's place. */
  readonly where: string
  /** run: blocks of one page with one place and one story share a repository. */
  readonly story: string
  /** run: the exit code that the block is to end with. */
  readonly exits: number
  readonly text: string
  /** Where its mark stands, from 1. */
  readonly line: number
}

const kinds = { 'run in': 'run', file: 'file', prints: 'prints' } as const

/** The marked blocks of a page, in order; a shell block without a mark is an error. */
export function blocksOf(page: string, text: string): Block[] {
  const blocks: Block[] = []
  const fence = /(?:<!-- (run in|file|prints)(?:: (.+?))? -->\n)?^```(\w*)\n([\s\S]*?)^```$/gm
  for (const match of text.matchAll(fence)) {
    const [, mark, said = '', language, content = ''] = match
    const line = text.slice(0, match.index).split('\n').length
    if (mark === undefined && ['sh', 'bash', 'console'].includes(language!)) throw new Error(`${page}:${line}: a command block does not say where it runs`)
    if (mark === undefined) continue
    const kind = kinds[mark as keyof typeof kinds]
    if (kind === 'prints' && blocks.at(-1)?.kind !== 'run') throw new Error(`${page}:${line}: what is printed stands after the block that prints it`)
    blocks.push({ kind, ...kind === 'run' ? placeOf(said) : { where: said, story: '', exits: 0 }, text: content, line })
  }
  // With `sh -e` a block ends where its first command fails: only what is printed tells which one that was.
  const unseen = blocks.find(({ exits }, i) => exits !== 0 && blocks[i + 1]?.kind !== 'prints')
  if (unseen) throw new Error(`${page}:${unseen.line}: a block that fails is followed by what it prints, or nobody sees what failed`)
  return blocks
}

/** `plain repository for a team, exits 1` → its parts. Where a block runs nowhere all of it is the reason. */
function placeOf(said: string): Pick<Block, 'where' | 'story' | 'exits'> {
  if (said.startsWith('nowhere')) return { where: said, story: '', exits: 0 }
  const [, where = '', story = '', exits = '0'] = /^(.+?)(?: for (.+?))?(?:, exits (\d+))?$/.exec(said) ?? []
  return { where, story, exits: Number(exits) }
}

/** Whether a page shows what was printed, all of it. `…` alone on a line stands for any lines, or none; elsewhere for a part of its line. */
export function shows(page: string, printed: string): boolean {
  const lines = page.trim().split('\n').map((line) => line === '…' ? '(?:.*\n)*?' : `${line.split('…').map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('.*')}\n`)
  return new RegExp(`^${lines.join('')}$`).test(`${printed.replace(/[ \t]+$/gm, '').trim()}\n`)
}
