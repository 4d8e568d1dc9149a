// What looks like an assertion and demands nothing: one of constants alone. Data.

// Of a string `"` is left, and blanks. No two of these can share the same text: what can be split in two ways takes for ever.
const plain = String.raw`(?:"|-?\d[\w.]*(?![\w.])|(?:true|false|null|undefined|None|True|False|nil|nullptr|this|self)\b)`
/** What stands in a list or an object of constants: `1, 2` and `a: 1, b: 2`. */
const items = String.raw`\s*(?:(?:\w+\s*:\s*)?${plain}\s*(?:,\s*(?:\w+\s*:\s*)?${plain}\s*){0,9})?`
const constant = String.raw`(?:(?:not\s+|!\s*)?(?:${plain}|\[${items}\]|\{${items}\}))`
/** Constants, perhaps compared with one another, and blanks. */
const constants = String.raw`${constant}(?:\s*(?:[=!]==?|[<>]=?|[-+*,]|&&|\|\||\bis\b|\bin\b|\band\b|\bor\b)\s*${constant}){0,5}\s*`
let groups = 0
/** Something and itself, with what stands between: `a, a`. */
const itself = (between: string) => { const it = `it${++groups}`; return String.raw`\s*(?<${it}>[A-Za-z_$][\w$.]{0,60})\s*${between}\s*\k<${it}>\s*` }
/** `… || true)` */
const orTrue = (or: string, end: string) => String.raw`[^;{}\n]{0,300}${or}\s*[Tt]rue\s*${end}`
/** The end of a block whose errors nobody sees, after an assertion in it. */
const caught = (what: string) => String.raw`(?![^{}]{0,300}\bfail\b|\s*\(\s*false\s*\))[^{}]{0,300}\}\s*catch\b\s*${what}\{\s*\}`
/** What no assertion lets pass: it demands that nobody comes there. */
const never = String.raw`\s*(?:false|False|0|None|null)\s*`
const within = String.raw`[^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)*`
/** `(…)`, with brackets within brackets. */
const inside = String.raw`\(${within}\)`
const any = (...patterns: readonly string[]) => new RegExp(patterns.join('|'), 'gm')

/** The patterns, by the lexis of a language. They are many and long: who asks for them waits for them. */
export const hollowPatterns = () => ({
  script: any(
    String.raw`\bassert(?:\s*\.\s*(?!fail\b|unreachable\b)\w+)*\s*\((?!${never}\))\s*${constants}\)`,
    String.raw`\bt\s*\.\s*(?!fail\b|plan\b)\w+\s*\(\s*${constants}\)|\bt\s*\.\s*(?:pass|log|comment|diagnostic|end|timeout|teardown)\b`,
    String.raw`\bexpect\s*\(\s*${constants}\)(?:\s*\.\s*\w+\b)*(?:\s*\(\s*(?:${constants})?\)|(?!\s*[.(]))`,
    // Asked, and nothing is done with the answer: `expect(a, 'to be', b)` says in words what is; or the question is not put: `.toBe` without brackets.
    String.raw`(?<![.\w$]\s?)expect\s*(?!\(${within},\s*")${inside}(?!\s*[.[(!])`,
    String.raw`\bexpect\s*${inside}\s*\.\s*(?:(?:not|resolves|rejects)\s*\.\s*)?to[A-Z]\w*(?!\w|\s*[(<"])`,
    String.raw`\bexpect\s*\(${itself(String.raw`\)\s*\.\s*to\w+\s*\(`)}\)|\bassert\s*\.\s*(?!not)\w+\s*\(${itself(',')}\)`,
    String.raw`\b(?:assert|expect)\b${orTrue(String.raw`\|\|`, String.raw`\)(?:\s*\.\s*\w+\b)*(?:\s*\(\s*\))?`)}`,
    String.raw`\b(?:assert|expect)\b${caught(String.raw`(?:\([^()]*\)\s*)?`)}`,
    String.raw`\bexpect\s*\.\s*(?:assertions|hasAssertions)\s*\([^)]*\)`,
  ),
  // With brackets around condition and words it is a tuple, and true.
  python: any(String.raw`\bassert\b(?!${never}(?=[,\n;]|$))\s+\(?${constants}\)?(?=[,\n;]|$)`, String.raw`\bassert\s*\((?:[^()]|\([^()]*\))*,\s*"\s*\)[ \t]*(?=[\n;]|$)`, String.raw`\bself\s*\.\s*assert\w+\s*\(\s*${constants}\)`,
    String.raw`\bassert\s${itself('(?:==|is)')}(?=[,\n;]|$)|\bself\s*\.\s*assert(?:Equals?|Is)\s*\(${itself(',')}\)|\bassert\b${orTrue(String.raw`\bor\b`, '(?=[,\\n;]|$)')}|\bassert\s+lambda\b`,
    // A failure that is caught, and nothing done with it.
    String.raw`^[ \t]*assert\b.*\n[ \t]*except(?:[ \t]+(?:AssertionError|(?:Base)?Exception)\b[^\n:]*)?[ \t]*:\s*pass\b`),
  go: any(String.raw`\b(?:assert|require)\s*\.\s*(?!Fail)\w+\s*\(\s*\w+\s*,\s*${constants}\)`, String.raw`\b(?:assert|require)\s*\.\s*(?!Not)\w+\s*\(\s*\w+\s*,${itself(',')}\)`),
  rust: any(String.raw`\bassert!\s*\(\s*true\s*(?:,[^)]*)?\)`, String.raw`\b(?:debug_)?assert\w*!\s*\((?!${never}\))\s*${constants}\)`, String.raw`\bassert_eq!\s*\(${itself(',')}\)|\bassert!\s*\(${orTrue(String.raw`\|\|`, String.raw`\)`)}`),
  java: any(
    // What is only a message, or only begins an assertion, has to go on.
    String.raw`\bassert(?!WithMessage|That)\w*\s*\(\s*${constants}\)|\bassertThat\s*\(\s*${constants}\)(?:\s*\.\s*\w+\s*\(\s*(?:${constants})?\)){0,20}(?!\s*\.)|\bassertThat\s*\([^(),]*(?:\([^(),]*\))?\s*\)\s*;`,
    String.raw`\bassert(?:Equals|Same)\s*\(${itself(',')}\)|\bassertThat\s*\(${itself(String.raw`\)\s*\.\s*is(?:EqualTo|SameAs)\s*\(`)}\)`,
    String.raw`\bassert\w*\b${caught(String.raw`\(\s*(?:final\s+)?(?:Throwable|(?:Assertion)?Error)\s+\w+\s*\)\s*`)}`,
  ),
  ruby: any(String.raw`\b(?:assert|refute)\w*[ (]+${constants}\)?(?=[\n;}]|$)`, String.raw`\bexpect\s*\(\s*${constants}\)\s*\.\s*\w+[ (]+\w+(?:[ (]+${constants})?\)*(?=[\n;}]|$)`,
    String.raw`\bassert_(?:equal|same)[ (]${itself(',')}\)?(?=[\n;}]|$)|^[ \t]*expect\s*${inside}[ \t]*$(?!\s*\.)`,
    String.raw`^[ \t]*(?:assert|refute|expect)\w*\b.*(?:\brescue\s+nil\b|\n[ \t]*rescue\b.*\n[ \t]*end\b)`),
  php: any(String.raw`(?:->|::)\s*assert\w+\s*\(\s*${constants}\)`, String.raw`->\s*(?:expectNotToPerformAssertions\s*\(\s*\)|addToAssertionCount\s*\(\s*\d+\s*\))`, String.raw`\bexpect\s*\(\s*${constants}\)\s*->\s*\w+\s*\(\s*(?:${constants})?\)`,
    String.raw`(?:->|::)\s*assert(?:Same|Equals)\s*\(${itself(',')}\)|(?:->|::)\s*assert\w+${caught(String.raw`\(\s*\\?(?:Throwable|Exception|[\w\\]*AssertionFailedError)\b[^()]*\)\s*`)}`),
  csharp: any(String.raw`\bAssert\s*\.\s*(?!Fail\b)\w+\s*\(\s*${constants}(?:,\s*Is\s*\.\s*\w+\s*)?\)`, String.raw`\bAssert\s*\.\s*Pass\s*\([^)]*\)`,
    String.raw`\b(?:true|false)\s*\.\s*Should\s*\(\s*\)\s*\.\s*\w+\s*\(\s*(?:${constants})?\)|\.\s*Should\s*\(\s*\)\s*;`,
    String.raw`\bAssert\s*\.\s*(?:Equal|AreEqual|Same|AreSame)\s*\(${itself(',')}\)|\bAssert\b${caught(String.raw`(?:\(\s*(?:System\s*\.\s*)?Exception\b[^()]*\)\s*)?`)}`,
    // Built nowhere. What is built only somewhere counts: libraries of many targets are full of that.
    String.raw`^[ \t]*#if\s+(?:false|NEVER|NONE|DISABLED|SKIP|IGNORE)\b[^#]{0,3000}#endif\b`),
} as const)
