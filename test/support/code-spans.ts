// The code spans of Markdown, after CommonMark 0.31, section 6.1: what stands in them is nothing but text.

/** A text with each code span replaced by `<code>`, line by line: none of ours goes over a line. A fence without an end is text. */
export function withoutCode(markdown: string): string {
  return markdown.split('\n').map((line) => {
    let rest = line
    let seen = ''
    for (let open = /`+/.exec(rest); open; open = /`+/.exec(rest)) {
      const after = rest.slice(open.index + open[0].length)
      const close = [...after.matchAll(/`+/g)].find(([run]) => run.length === open![0].length)
      seen += rest.slice(0, open.index) + (close ? '<code>' : open[0])
      rest = close ? after.slice(close.index + close[0].length) : after
    }
    return seen + rest
  }).join('\n')
}
