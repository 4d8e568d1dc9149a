// What looks like an assertion and demands nothing: one of constants alone. Data.

// Of a string `"` is left, and blanks. No two of these can share the same text: what can be split in two ways takes for ever.
const constant = String.raw`(?:(?:not\s+|!\s*)?(?:"|-?\d[\w.]*(?![\w.])|(?:true|false|null|undefined|None|True|False|nil|nullptr|this|self)\b|\[\s*\]|\{\s*\}))`
/** Constants, perhaps compared with one another, and blanks. */
const constants = String.raw`${constant}(?:\s*(?:[=!]==?|[<>]=?|,|&&|\|\||\bis\b|\bin\b|\band\b|\bor\b)\s*${constant}){0,5}\s*`
/** What no assertion lets pass: it demands that nobody comes there. */
const never = String.raw`\s*(?:false|False|0|None|null)\s*`
/** `(…)`, with brackets within brackets. */
const inside = String.raw`\([^()]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\)[^()]*)*\)`
const any = (...patterns: readonly string[]) => new RegExp(patterns.join('|'), 'gm')

export const hollow = {
  script: any(
    String.raw`\bassert(?:\s*\.\s*(?!fail\b|unreachable\b)\w+)*\s*\((?!${never}\))\s*${constants}\)`,
    String.raw`\bt\s*\.\s*(?!fail\b|plan\b)\w+\s*\(\s*${constants}\)|\bt\s*\.\s*(?:pass|log|comment|diagnostic|end|timeout|teardown)\b`,
    String.raw`\bexpect\s*\(\s*${constants}\)(?:\s*\.\s*\w+\b)*(?:\s*\(\s*(?:${constants})?\)|(?!\s*[.(]))`,
    // Asked, and nothing is done with the answer.
    String.raw`(?<![.\w$]\s?)expect\s*${inside}(?!\s*[.[(!])`,
    String.raw`\bexpect\s*\.\s*(?:assertions|hasAssertions)\s*\([^)]*\)`,
  ),
  // With brackets around condition and words it is a tuple, and true.
  python: any(String.raw`\bassert\s+(?!${never}(?=[,\n;]|$))\(?${constants}\)?(?=[,\n;]|$)`, String.raw`\bassert\s*\((?:[^()]|\([^()]*\))*,\s*"\s*\)[ \t]*(?=[\n;]|$)`, String.raw`\bself\s*\.\s*assert\w+\s*\(\s*${constants}\)`),
  go: any(String.raw`\b(?:assert|require)\s*\.\s*(?!Fail)\w+\s*\(\s*\w+\s*,\s*${constants}\)`),
  rust: any(String.raw`\bassert!\s*\(\s*true\s*(?:,[^)]*)?\)`, String.raw`\b(?:debug_)?assert\w*!\s*\((?!${never}\))\s*${constants}\)`),
  java: any(String.raw`\bassert\w*\s*\(\s*${constants}\)`),
  ruby: any(String.raw`\b(?:assert|refute)\w*[ (]+${constants}\)?(?=[\n;}]|$)`, String.raw`\bexpect\s*\(\s*${constants}\)\s*\.\s*\w+[ (]+\w+(?:[ (]+${constants})?\)*(?=[\n;}]|$)`),
  php: any(String.raw`(?:->|::)\s*assert\w+\s*\(\s*${constants}\)`, String.raw`->\s*(?:expectNotToPerformAssertions\s*\(\s*\)|addToAssertionCount\s*\(\s*\d+\s*\))`, String.raw`\bexpect\s*\(\s*${constants}\)\s*->\s*\w+\s*\(\s*(?:${constants})?\)`),
  csharp: any(String.raw`\bAssert\s*\.\s*(?!Fail\b)\w+\s*\(\s*${constants}(?:,\s*Is\s*\.\s*\w+\s*)?\)`, String.raw`\bAssert\s*\.\s*Pass\s*\([^)]*\)`),
} as const
