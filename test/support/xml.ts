// A strict reader of XML 1.0 without document types: what it reads any parser reads, and it reads nothing else.

/** An element; `text` is all text directly in it. */
export interface Element {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  readonly children: readonly Element[]
  readonly text: string
}

const illegal = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** The root element. Throws where the text is not well-formed, with the offset. */
export function parseXml(source: string): Element {
  const bad = illegal.exec(source)
  if (bad) throw new Error(`offset ${bad.index}: XML has no character U+${bad[0].codePointAt(0)!.toString(16)}`)
  let at = 0
  const take = (pattern: RegExp): RegExpExecArray | null => {
    const sticky = new RegExp(pattern.source, 'y')
    sticky.lastIndex = at
    const match = sticky.exec(source)
    if (match) at += match[0].length
    return match
  }
  const fail = (what: string): never => { throw new Error(`offset ${at}: ${what}: ${source.slice(at, at + 40)}`) }
  const space = () => { while (take(/\s+|<!--(?:(?!--)[^])*-->/)) {} }

  const element = (): Element => {
    const name = take(/<([A-Za-z_][\w:.-]*)/)?.[1] ?? fail('an element was expected')
    const attributes: Record<string, string> = {}
    for (let match = take(/\s+([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/); match; match = take(/\s+([A-Za-z_][\w:.-]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/)) {
      if (match[1]! in attributes) fail(`attribute ${match[1]} twice`)
      attributes[match[1]!] = unescaped((match[2] ?? match[3]!).replace(/[\t\n\r]/g, ' '))
    }
    if (take(/\s*\/>/)) return { name, attributes, children: [], text: '' }
    if (!take(/\s*>/)) fail(`the tag ${name} does not end`)
    const children: Element[] = []
    let text = ''
    while (!take(new RegExp(`</${name.replaceAll('.', '\\.')}\\s*>`))) {
      const words = take(/[^<]+/)
      if (words) text += unescaped(words[0])
      else if (!take(/<!--(?:(?!--)[^])*-->/)) children.push(element())
    }
    return { name, attributes, children, text }
  }
  const unescaped = (text: string): string => {
    if (text.includes(']]>')) fail('"]]>" in text')
    return text.replace(/&([^;&]{1,10});|&/g, (all, name: string | undefined) => {
      const code = /^#(?:x([0-9a-fA-F]+)|(\d+))$/.exec(name ?? '')
      const character = code ? String.fromCodePoint(code[1] ? parseInt(code[1], 16) : Number(code[2])) : entities[name ?? '']
      return character === undefined || illegal.test(character) ? fail(`no entity: ${all}`) : character
    })
  }

  take(/<\?xml version="1\.0"(?: encoding="UTF-8")?\s*\?>/)
  space()
  const root = element()
  space()
  if (at < source.length) fail('something follows the root')
  return root
}
