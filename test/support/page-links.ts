// The links of a page and the places in it that links lead to, as GitHub makes them. Pure.

/** A link, as it stands in a page. */
export interface Link {
  readonly to: string
  /** From 1. */
  readonly line: number
}

/** A page with what is code blanked out, line by line: nothing in it is a link or a heading. */
function withoutCode(text: string): string[] {
  let fence = ''
  return text.split('\n').map((line) => {
    const mark = /^\s*(```+|~~~+)/.exec(line)?.[1] ?? ''
    if (fence === '' ? mark !== '' : line.trim() === fence) {
      fence = fence === '' ? mark : ''
      return ''
    }
    return fence === '' ? line : ''
  })
}

/** Every link of a page: inline, pictures, by reference, and in HTML. */
export function linksOf(text: string): Link[] {
  const forms = [/\]\(\s*<?([^()\s>]*(?:\([^()\s]*\)[^()\s>]*)*)>?(?:\s+"[^"]*")?\s*\)/g, /^\s*\[[^\]^]+\]:\s*<?(\S+?)>?(?:\s|$)/g, /<[a-z][^>]*\s(?:href|src)="([^"]*)"/gi]
  const bare = (line: string) => line.replace(/(`+)(?!`).+?(?<!`)\1(?!`)/g, (span) => ' '.repeat(span.length))
  return withoutCode(text).flatMap((line, i) => forms.flatMap((form) => [...bare(line).matchAll(form)].map(([, to]) => ({ to: to!, line: i + 1 }))))
}

/** The anchors of a page: of its headings, as GitHub makes them, and those given in HTML. */
export function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>()
  const taken = new Map<string, number>()
  for (const line of withoutCode(text)) {
    for (const [, given] of line.matchAll(/<[a-z][^>]*\s(?:id|name)="([^"]+)"/gi)) anchors.add(given!)
    const heading = /^ {0,3}#{1,6}\s+(.*?)(?:\s+#+)?\s*$/.exec(line)?.[1]
    if (heading === undefined) continue
    const slug = slugOf(heading)
    const times = taken.get(slug) ?? 0
    taken.set(slug, times + 1)
    anchors.add(times === 0 ? slug : `${slug}-${times}`)
  }
  return anchors
}

/** `Who may: a *plan*?` → `who-may-a-plan`. */
function slugOf(heading: string): string {
  const shown = heading.replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1').replace(/<[^>]+>/g, '').replace(/(\*\*|\*)(\S(?:.*?\S)?)\1/g, '$2')
  return shown.toLowerCase().replace(/[^\p{L}\p{M}\p{N}\p{Pc} -]/gu, '').replace(/ /g, '-')
}

/** What is wrong with the shape of a link that leads out of the repository; it is never fetched. */
export function shapeOf(to: string): string | undefined {
  if (!to.startsWith('https://')) return 'is not https'
  if (!URL.canParse(to)) return 'is no URL'
  const { username, password, searchParams, port } = new URL(to)
  if (username || password || port) return 'has a user or a port in it'
  const follows = [...searchParams.keys()].find((key) => /^(utm_|mc_|fbclid|gclid|msclkid|igshid|ref(_|$)|source$|si$)/i.test(key))
  return follows && `follows its readers (${follows})`
}
