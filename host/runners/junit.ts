import { tally, type Runner } from './runner.ts'

// No `<` stands in an attribute: without that, output full of quotes would take for ever.
const tag = /<(\/?)([A-Za-z][\w.-]*)((?:[^<>"']|"[^"<]*"|'[^'<]*')*?)(\/?)>/g

/** XML on stdout, as most runners can be told to print. */
export const junit: Runner = {
  name: 'JUnit XML',
  find: (lines) => {
    const declared = lines.findLastIndex((line) => line.startsWith('<?xml '))
    const from = declared >= 0 ? declared : lines.findIndex((line) => /^<testsuites?[\s>]/.test(line))
    const to = lines.findLastIndex((line) => /<\/testsuites?>\s*$|^<testsuites?\b[^>]*\/>\s*$/.test(line))
    if (from < 0 || to < from) return []
    const xml = without(without(lines.slice(from, to + 1).join('\n'), '<![CDATA[', ']]>'), '<!--', '-->')
    const states: ('passed' | 'failed' | 'skipped')[] = []
    let inside = false
    for (const [, closing, name, , alone] of xml.matchAll(tag)) {
      if (name === 'testcase') {
        inside = !closing && !alone
        if (!closing) states.push('passed')
      } else if (inside && !closing && (name === 'failure' || name === 'error')) states[states.length - 1] = 'failed'
      else if (inside && !closing && name === 'skipped' && states.at(-1) === 'passed') states[states.length - 1] = 'skipped'
    }
    const of = (state: string) => states.filter((own) => own === state).length
    return [{ at: to, tally: tally(of('passed'), of('failed'), of('skipped')) }]
  },
}

/** The text without all that stands between two marks. */
function without(text: string, open: string, close: string): string {
  let kept = ''
  let at = 0
  for (let from = text.indexOf(open); from >= 0; from = text.indexOf(open, at)) {
    const to = text.indexOf(close, from)
    kept += text.slice(at, from)
    if (to < 0) return kept
    at = to + close.length
  }
  return kept + text.slice(at)
}
