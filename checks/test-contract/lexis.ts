// How languages write comments and strings: data for the mask.
import type { Lexis, Span } from './mask.ts'

const line = (open: RegExp): Span => ({ open, close: () => /(?=\n)/g })
const slashes: readonly Span[] = [line(/\/\//y), { open: /\/\*/y, close: () => /\*\//g }]
const upTo = (open: RegExp, close: RegExp): Span => ({ open, close: () => close })

// Strings in code in strings: nobody writes more of them but to keep a reader busy.
const deepest = 50

/** A backslash takes what follows it along; `inside` says where code stands in the string, in braces, and `nests` what has to be closed first. */
function escaped(open: RegExp, quote: string, { inside, nests, lines = true, depth = 0 }: { readonly inside?: string; readonly nests?: string; readonly lines?: boolean; readonly depth?: number } = {}): Span {
  return {
    open,
    end: (text, from) => {
      let more = 0
      for (let i = from; i < text.length; i++) {
        if (text[i] === '\\') i++
        else if (text.startsWith(quote, i)) { if (more-- === 0) return i + quote.length }
        else if (text[i] === nests) more++
        else if (!lines && text[i] === '\n') return i
        else if (inside !== undefined && depth < deepest && text.startsWith(inside, i)) i = braces(text, i + inside.length, depth + 1) - 1
      }
      return text.length
    },
  }
}

/** The index behind the brace that closes one; strings within may hold braces of their own. */
function braces(text: string, from: number, within: number): number {
  let depth = 1
  for (let i = from; i < text.length; i++) {
    const sign = text[i]!
    if (sign === '\\') i++
    else if (sign === '{') depth++
    else if (sign === '}') { if (--depth === 0) return i + 1 }
    else if (sign === '`') i = escaped(/`/y, '`', { inside: '${', depth: within }).end!(text, i + 1) - 1
    else if (sign === '"' || sign === "'") i = escaped(/./y, sign, { lines: false }).end!(text, i + 1) - 1
  }
  return text.length
}

const double = escaped(/"/y, '"', { lines: false })
const single = escaped(/'/y, "'", { lines: false })
const character: Span = { open: /'(?:\\[^'\n]+|[^\\'\n])'/y }

const keywordBefore = /\b(?:return|typeof|case|in|of|from|import|default|await|yield|else)$/

// After a value a slash divides; after these a pattern begins. JSX (`</a>`, `/>`) is none.
const patternBefore = /(?:^|[(,=:[!&|?;+\-*%~^{]|\b(?:return|typeof|case|in|of|delete|void|throw|new|await|yield|else|do))\s*$/

export const script: Lexis = {
  starts: /["'`/]|^#!/m,
  comments: [...slashes, line(/#!/y)],
  // An apostrophe within a word is JSX text.
  strings: [double, { ...single, after: (before) => !/[\w$]$/.test(before) || keywordBefore.test(before) }, escaped(/`/y, '`', { inside: '${' }), { open: /\/(?![*/])(?:[^\\/[\n]|\\.|\[(?:[^\]\\\n]|\\.){0,200}\]){1,2000}\/[a-z]*/y, after: (before) => patternBefore.test(before) }],
}

export const python: Lexis = {
  starts: /["'#]/,
  comments: [line(/#/y)],
  strings: [escaped(/"""/y, '"""'), escaped(/'''/y, "'''"), double, single],
}

export const go: Lexis = { starts: /["'`/]/, comments: slashes, strings: [double, upTo(/`/y, /`/g), character] }

export const rust: Lexis = {
  starts: /["'/]|\b[bc]?r#*"/,
  comments: [line(/\/\//y), { open: /\/\*/y, close: () => /\*\//g, nests: true }],
  // A lifetime ('a) is no string.
  strings: [{ open: /[bc]?r(#*)"/y, close: ([, signs]) => new RegExp(`"${signs!}`, 'g') }, escaped(/"/y, '"'), character],
}

export const java: Lexis = { starts: /["'/]/, comments: slashes, strings: [escaped(/"""/y, '"""'), double, character] }

/** Two quotes are one within. */
const verbatim: Span = {
  open: /(?:@\$?|\$@)"/y,
  end: (text, from) => {
    for (let i = text.indexOf('"', from); i >= 0; i = text.indexOf('"', i + 2)) if (text[i + 1] !== '"') return i + 1
    return text.length
  },
}

export const csharp: Lexis = {
  starts: /["'/]|[$@]{1,9}"/,
  comments: slashes,
  strings: [{ open: /\$*("{3,100})/y, close: ([, quotes]) => new RegExp(quotes!, 'g') }, verbatim, escaped(/\$"/y, '"', { lines: false }), double, character],
}

export const ruby: Lexis = {
  starts: /["'`#]|<<[~-]|%[qQwWiIrsx]?[([{<|!]|^=begin|^__END__|\/|\n/m,
  comments: [line(/#/y), { open: /(?<=^|\n)=begin\b/y, close: () => /\n=end\b.*/g }, { open: /(?<=^|\n)__END__(?=\n|$)/y, close: () => /$(?![\s\S])/g }],
  strings: [
    { open: /<<[~-](["'`]?)([A-Z_a-z]\w*)\1/y, close: ([, , word]) => new RegExp(`^[ \\t]*${word!}\\b`, 'gm'), below: true },
    escaped(/"/y, '"', { inside: '#{' }), escaped(/'/y, "'"), escaped(/`/y, '`'),
    ...[['(', ')'], ['[', ']'], ['{', '}'], ['<', '>'], ['|', '|'], ['!', '!']].map(([open, close]) => ({ ...escaped(new RegExp(`%[qQwWiIrsx]?\\${open!}`, 'y'), close!, { nests: open! }), after: (before: string) => /(?:^|[\s(,=[{])$/.test(before) })),
    { open: /\/(?![ /])(?:[^\\/\n]|\\.){1,2000}\/[a-z]*/y, after: (before) => /(?:^|[(,=:[!&|?;{]|\b(?:if|unless|when|and|or|not|match|to))\s*$/.test(before) },
  ],
}

export const php: Lexis = {
  starts: /["'/]|#(?!\[)|<<</,
  comments: [...slashes, line(/#(?!\[)/y)],
  strings: [{ open: /<<<[ \t]*(["']?)([A-Za-z_]\w*)\1(?=\r?\n)/y, close: ([, , word]) => new RegExp(`^[ \\t]*${word!}\\b`, 'gm') }, escaped(/"/y, '"'), escaped(/'/y, "'")],
}

/** Comments and strings of configs that are lists of `key = value`. */
export const toml: Lexis = { starts: /["'#;]/, comments: [line(/#/y), line(/(?<=^|\n)[ \t]*;/y)], strings: [upTo(/"""/y, /"""/g), upTo(/'''/y, /'''/g), double, single] }
