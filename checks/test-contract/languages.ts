// What a test looks like, language by language: data. All patterns are tried on text without comments and strings, in which of a
// string only `"` is left. A language that is not here is not looked at.
import { hollowPatterns } from './hollow.ts'
import { csharp, go, java, php, python, ruby, rust, script } from './lexis.ts'
import type { Lexis } from './mask.ts'

/** How one language's tests are found and read. */
export interface Language {
  readonly name: string
  /** Globs of its test files. */
  readonly files: readonly string[]
  readonly lexis: Lexis
  /** What begins a test or a group of them. */
  readonly begins: readonly Begin[]
  /** More of them, by names that the file itself gives to what makes tests. */
  readonly named?: (code: string) => readonly Begin[]
  /** What skips a test, in its own text outside of tests within it. */
  readonly skips: RegExp
  /** The same of what focuses it. */
  readonly focuses?: RegExp
  /** A text of which a runner makes a test in a group alone: without one it is skipped. */
  readonly grouped?: RegExp
  /** The same for all of a file, outside of any test. */
  readonly skipsAll?: RegExp
  /** The same on the text as it is written: what stands in comments. */
  readonly skipsAllAsWritten?: RegExp
  /** What demands something. */
  readonly asserts: RegExp
  /** What looks like that, and demands nothing. */
  readonly hollow: RegExp
  /** Calls that demand nothing, whatever they do. */
  readonly inert: RegExp
}

/**
 * One form. `call`: a function is called with a name and a body. `indent`: all that is indented further belongs to it. `braces`: a
 * declaration with a body in braces, and attributes before it. Groups: `word`, `chain`, `name`.
 */
export interface Begin {
  readonly form: 'call' | 'indent' | 'braces'
  /** Sticky or global as the reader wants it; the group `name` gives the name where no string does. */
  readonly at: RegExp
  readonly group?: true
  /** What its first word, chain of words, attributes or decorators must hold, if it is a test by them alone. */
  readonly needs?: RegExp
  /** What makes it none, in the same place. */
  readonly unless?: RegExp
  /** The same in the comment before it, as written. */
  readonly orSays?: RegExp
  /** The same of words that skip or focus it. */
  readonly skips?: RegExp
  readonly focuses?: RegExp
}

// A function that tests is called so by its name, too.
const demanding = /\b\w*(?:assert|expect|should|verify|check|ensure|must|require|validate|confirm)\w*\s*[!(.]|\b(?:run_?)?test_?[A-Za-z]\w*\s*\(/i

/** What stands before a bracket and is no call, wherever it is a word of the language; what only some have stands with their inert calls. */
export const keyword = /^(?:if|elif|elsif|unless|for|while|until|switch|catch|except|return|async|await|function|typeof|new|void|not|and|or|in)$/

/** What skips from within, in any language: all that never runs, and more words. `leaves` says what ends it at once; `semicolon` is `?` where a line alone ends a statement. */
const skipping = (leaves: string, semicolon: '' | '?', ...words: readonly string[]) => new RegExp([
  // `if (false)`, `if False:`, `if false {`, `… if false`, `false && …`
  String.raw`\bif\s*(?:\(\s*)?(?:false|False|0)\s*(?:[){:]|&&|\band\b|$)|[;{}]\s*false\s*&&`,
  // `if (true) return`
  String.raw`\bif\s*\(\s*true\s*\)\s*(?:\{\s*)?return[ \t]*[;}\n]`,
  // `return` with something behind it, as far to the right or on the same line: no condition stands before it.
  String.raw`^([ \t]*)${leaves}[ \t]*(?:;[ \t]*)${semicolon}\n(?:[ \t]*\n)*\1(?=[^\s})\]#])`,
  String.raw`[;{][ \t]*return[ \t]*;[ \t]*(?!case\b|default\b)(?=[^\s}])`,
  ...words,
].join('|'), 'gm')

const scriptTests = String.raw`(?<![\w$.#]|function\s{1,9})(?<word>(?:QUnit|Deno|t)\s*\.\s*test|[xf]?(?:it|test|specify)|QUnit\s*\.\s*module|[xf]?(?:describe|context|suite))(?![\w$])`
const modifiers = 'skip|todo|fixme|only|each|for|concurrent|sequential|failing|fails|fail|serial|parallel|describe|skipIf|runIf|if|todoIf|cb|slow|shuffle|ignore|extend'
const chain = String.raw`(?<chain>(?:\s*\.\s*(?:${modifiers})\b|\s*\[\s*"[^\]"]*\])*)`

const scriptWords = { skips: /^(?:x(?:it|test|specify|describe|context|suite)|skip|todo|fixme|skipIf|runIf|todoIf|ignore|fails?|failing|expectFailure)$/gm, focuses: /^(?:f(?:it|test|specify|describe|context|suite)|only)$/gm } as const

const table = (hollow: ReturnType<typeof hollowPatterns>): readonly Language[] => [
  {
    name: 'JavaScript and TypeScript',
    files: ['**/*.{test,spec,cy,e2e}.{js,jsx,mjs,cjs,ts,tsx,mts,cts}', '**/*{-,_}{test,spec}.{js,jsx,mjs,cjs,ts,tsx,mts,cts}', '**/*{Test,Spec}.{js,jsx,mjs,cjs,ts,tsx,mts,cts}', '**/test{,s,-*}.{js,jsx,mjs,cjs,ts,tsx,mts,cts}', '**/{test,tests,__tests__,spec,e2e}/**/*.{js,jsx,mjs,cjs,ts,tsx,mts,cts}'],
    lexis: script,
    begins: [{ form: 'call', at: new RegExp(scriptTests + chain, 'g'), ...scriptWords }],
    // uvu: `const Login = suite('login')`.
    named: (code) => [...new Set([...code.matchAll(/\b(?:const|let|var)\s+(\w+)\s*(?::[^=;\n]*)?=\s*(?:\w+\s*\.\s*)?suite\s*[<(]/g)].map(([, name]) => name!))].filter((name) => !/^(?:test|it)$/.test(name)).slice(0, 50).map((name) => ({ form: 'call', at: new RegExp(String.raw`(?<![\w$.#])(?<word>${name})(?![\w$])${chain}`, 'g'), ...scriptWords })),
    skips: skipping('return', '?', String.raw`\b(?:t|ctx|context|this|test|it)\s*\.\s*(?:skip|todo|fixme)\s*\(|\btest\s*\.\s*fail\s*\(\s*(?:\)|true\b)`),
    skipsAll: /^(?:test|it|describe)\s*\.\s*(?:skip|fixme)\s*\(\s*(?:true\b|\))|^(?:const|let|var)\s+(?:it|test|describe)\s*=\s*[\w.]+\.\s*(?:skip|todo|fixme)\b|^process\s*\.\s*exit\s*\(/gm,
    asserts: new RegExp(String.raw`${demanding.source}|\b(?:t|cy|chai|sinon)\s*\.\s*\w+|\bthrow\b|\.\s*(?:rejects|resolves)\b|\bdone\s*\(|\bsnapshot\w*\s*\(|\bexpect\s*<`, 'gi'),
    hollow: hollow.script,
    inert: /^(?:console\.\w+|log|print|setTimeout|Promise\.resolve)$/,
  },
  {
    name: 'Python',
    files: ['**/test_*.py', '**/*_test.py', '**/{test,tests}/**/*.py', '**/tests.py'],
    lexis: python,
    begins: [
      { form: 'indent', at: /^(?<indent>[ \t]*)(?:async[ \t]+)?def[ \t]+(?<name>test\w*)/gm, skips: /@[\w.]*\b(?:skip\w*|xfail|expectedFailure)\b|\bparametrize\s*\([^\n]*,\s*(?:\[\s*\]|\(\s*\))/, unless: /@[\w.]*\bfixture\b/ },
      { form: 'indent', group: true, at: /^(?<indent>[ \t]*)class[ \t]+(?<name>Test\w*|\w*Tests?|\w*TestCase|\w+(?=[ \t]*\([^)\n]*TestCase\b))\b/gm, skips: /@[\w.]*\b(?:skip\w*|xfail|expectedFailure)\b/ },
    ],
    skips: skipping('return', '?', String.raw`\b(?:pytest\s*\.\s*(?:skip|xfail)|self\s*\.\s*skipTest)\s*\(|\braise\s+(?:unittest\s*\.\s*)?SkipTest\b|\bpytestmark\s*=.*\b(?:skip|skipif|xfail)\b|\b__test__\s*=\s*False\b`),
    grouped: /^(?:[ \t]*[@)\]].*\n)*[ \t]+(?:async[ \t]+)?def[ \t]+\w+[ \t]*\([ \t]*self\b/,
    skipsAll: /^pytestmark\s*=(?:.*|\s*\[[^\]]*)\b(?:skip|skipif|xfail)\b|^pytest\s*\.\s*skip\s*\(|^[ \t]+pytest\s*\.\s*skip\s*\([^)\n]*allow_module_level\s*=\s*True|^(?:\w+\s*=\s*)?pytest\s*\.\s*importorskip\s*\(|^raise\s+(?:unittest\s*\.\s*)?SkipTest\b|^__test__\s*=\s*False\b|^if\s+(?:False|0)\s*:|^del\s+test\w*|^test\w*\s*=\s*None\b|^(?:sys\s*\.\s*|os\s*\.\s*_)?exit\s*\(/gm,
    asserts: new RegExp(String.raw`\bassert\b|${demanding.source}|\b(?:pytest\s*\.\s*)?(?:raises|warns|fail|approx)\s*\(|\braise\b|\.\s*validate\w*\s*\(`, 'gi'),
    hollow: hollow.python,
    inert: /^(?:print|log\w*\.\w+)$/,
  },
  {
    name: 'Go',
    files: ['**/*_test.go'],
    lexis: go,
    begins: [
      { form: 'braces', at: /^func[ \t]+(?:\([^)\n]*\)[ \t]*)?(?<name>(?:Test|Fuzz)(?![a-z])\w*)[ \t]*\(/gm },
      { form: 'call', at: /(?<![\w.])(?<word>\w+[ \t]*\.[ \t]*Run)(?<chain>)(?=[ \t]*\(\s*"\s*,\s*func\s*\(\s*\w+\s+\*\s*testing\s*\.\s*T\b)/g },
    ],
    skips: skipping('return', '?', String.raw`\b\w+\s*\.\s*(?:Skip|SkipNow|Skipf)\s*\(`),
    // It ends well without having run them, or whatever they said.
    skipsAll: /^func\s+TestMain\s*\([^)]{0,100}\)\s*\{[^{}]{0,300}\bos\s*\.\s*Exit\s*\(\s*0\s*\)/gm,
    // What is built only under a tag runs only there.
    skipsAllAsWritten: /^\/\/(?:go:build| \+build) .*/gm,
    asserts: new RegExp(String.raw`${demanding.source}|\b\w+\s*\.\s*(?:Error|Errorf|Fatal|Fatalf|Fail|FailNow)\s*\(|\.\s*(?:Not)?(?:Equal|True|False|Nil|NoError|Len|Contains|Panics|Empty|Zero|Implements|IsType|Same|JSONEq|Regexp|Greater|Less)\w*\s*\(|\bcmp\s*\.\s*\w+|\bis\s*\.\s*\w+\s*\(|\b\w+\s*\(\s*[tf]\b|\bpanic\s*\(|\bt\s*\.\s*Run\s*\(`, 'gi'),
    hollow: hollow.go,
    inert: /^(?:func|fmt\.\w+|log\.\w+|t\.(?:Log|Logf|Helper|Parallel|Cleanup))$/,
  },
  {
    name: 'Rust',
    files: ['**/*.rs'],
    lexis: rust,
    begins: [
      { form: 'braces', at: /\b(?:async\s+|unsafe\s+|const\s+)*fn\s+(?<name>\w+)/g, needs: /#\s*\[\s*(?:\w+\s*::\s*)*(?:test|rstest|test_case|quickcheck|wasm_bindgen_test)\b/, skips: /#\s*\[\s*(?:ignore\b|should_panic\s*\]|cfg\s*\(\s*(?!test\s*\)|not\s*\(\s*miri\b)|cfg_attr\s*\(\s*(?!miri\b)[^\]]*\bignore\b)/g },
      { form: 'braces', group: true, at: /\bmod\s+(?<name>\w+)(?=\s*\{)/g, skips: /#\s*\[\s*cfg\s*\(\s*(?!test\s*\)|not\s*\(\s*miri\b)/g },
    ],
    skips: skipping('return', ''),
    skipsAll: /^#!\s*\[\s*cfg\s*\(\s*(?!test\s*\)|not\s*\(\s*miri\b).*/gm,
    asserts: new RegExp(String.raw`${demanding.source}|\b(?:panic|unreachable|todo)!|\.\s*(?:unwrap|unwrap_err|expect|expect_err)\s*\(|\?\s*;|\bshould_panic\b|\binsta\s*::`, 'gi'),
    hollow: hollow.rust,
    inert: /^(?:match|println!|eprintln!|dbg!)$/,
  },
  {
    name: 'Java',
    files: ['**/src/test/**/*.java', '**/src/*Test/**/*.java', '**/*{Test,Tests,TestCase,IT,ITCase}.java', '**/Test*.java'],
    lexis: java,
    begins: [
      { form: 'braces', at: /\b(?<name>[A-Za-z_]\w*)\s*\((?=[^;{}()]*\)\s*(?:throws\s[\w\s.,]*)?\{)/g, needs: /@(?:\w+\.)*(?:Test|ParameterizedTest|RepeatedTest|TestFactory|TestTemplate|Property)\b/, skips: /@(?:\w+\.)*(?:Disabled\w*|Ignore|Enabled\w*)\b|\bexpected\s*=\s*(?:Throwable|(?:Assertion)?Error)\b|\benabled\s*=\s*false\b|\b(?:private|static)\b(?=[^;{}]*$)/ },
      { form: 'braces', group: true, at: /\bclass\s+(?<name>\w+)/g, skips: /@(?:\w+\.)*(?:Disabled\w*|Ignore)\b|\benabled\s*=\s*false\b/ },
    ],
    // JUnit 3: by the class and its methods' names.
    named: (code) => (/\bextends\s+(?:junit\s*\.\s*framework\s*\.\s*)?TestCase\b/.test(code) && !/@Test\b/.test(code) ? [{ form: 'braces', at: /\bpublic\s+void\s+(?<name>test\w*)\s*\(/g }] : []),
    skips: skipping('return', '', String.raw`\b(?:Assumptions?\s*\.\s*)?(?:assumeTrue\s*\(\s*false|assumeFalse\s*\(\s*true|abort\s*\()|\bnew\s+(?:\w+\s*\.\s*)*(?:Skip|TestAborted|AssumptionViolated)\w*\b`),
    asserts: new RegExp(String.raw`${demanding.source}|\bfail\s*\(|\bthrow\b|\bexpected\s*=|\.\s*andExpect\w*\s*\(`, 'gi'),
    hollow: hollow.java,
    inert: /^(?:synchronized|System\.out\.\w+|log(?:ger)?\.\w+)$/,
  },
  {
    name: 'Ruby',
    files: ['**/{spec,test,tests}/**/*.rb', '**/*_{spec,test}.rb', '**/test_*.rb'],
    lexis: ruby,
    begins: [
      { form: 'indent', at: /^(?<indent>[ \t]*)(?<word>[xf]?(?:it|specify|example|scenario)|test|should|(?:pending|skip)(?=.*\bdo\b))(?=[ \t]*[({"]|[ \t]+do\b)/gm, skips: /^(?:x|pending|skip)|(?:\bskip|\bpending|:skip|:pending)\b/, focuses: /^f(?:it|specify|example)|(?:\bfocus|:focus)\b/ },
      { form: 'indent', at: /^(?<indent>[ \t]*)def[ \t]+(?<name>test_\w+[?!]?)/gm },
      { form: 'indent', group: true, at: /^(?<indent>[ \t]*)(?:RSpec\s*\.\s*)?(?<word>[xf]?(?:describe|context)|feature)(?=[ \t(])/gm, skips: /^x|(?:\bskip|\bpending|:skip|:pending)\b/, focuses: /^f(?!eature)|(?:\bfocus|:focus)\b/ },
      { form: 'indent', group: true, at: /^(?<indent>[ \t]*)class[ \t]+(?<name>[\w:]*Test\w*)/gm },
    ],
    skips: skipping('(?:return|next)', '?', String.raw`(?:^[ \t]*|\b(?:before|setup)\b[ \t]*(?:\([^()\n]*\)[ \t]*)?\{[ \t]*)(?:skip|pending|omit)\b(?!\s*[=.])|\bunless\s+true\b`),
    focuses: /^[ \t]*focus[ \t]*$/gm,
    asserts: new RegExp(String.raw`${demanding.source}|\b(?:assert|refute|must|wont|flunk|expect|is_expected|should)\w*|\braise\b`, 'gi'),
    hollow: hollow.ruby,
    inert: /^(?:puts|p|pp|print)$/,
  },
  {
    name: 'PHP',
    files: ['**/*Test.php', '**/{test,tests}/**/*.php'],
    lexis: php,
    begins: [
      { form: 'braces', at: /\bfunction\s+(?<name>\w+)/g, needs: /\bfunction\s+test|#\[\s*(?:\w*\\)*Test\b/, orSays: /@test\b/, skips: /\b(?:private|protected)\b(?=[^;{}]*$)/ },
      { form: 'call', at: /(?<![\w$>:\\])(?<word>[x]?(?:it|test)|describe)(?<chain>)(?=\s*\()/g },
    ],
    skips: skipping('return', '', String.raw`->\s*(?:markTestSkipped|markTestIncomplete|skip|todo)\s*\(|\bself\s*::\s*markTest(?:Skipped|Incomplete)\s*\(`),
    focuses: /->\s*only\s*\(/g,
    skipsAll: /\b__halt_compiler\s*\(|\bfunction\s+setUp\w*\s*\([^{}]{0,100}\{\s*(?:parent\s*::\s*\w+\s*\(\s*\)\s*;\s*)?(?:\$this\s*->|(?:self|static)\s*::)\s*markTest(?:Skipped|Incomplete)\b/g,
    asserts: new RegExp(String.raw`${demanding.source}|->\s*(?:fail|see\w*|addToAssertionCount)\s*\(|\bthrow\b`, 'gi'),
    hollow: hollow.php,
    inert: /^(?:foreach|echo|print|var_dump|dump)$/,
  },
  {
    name: 'C#',
    files: ['**/*{Test,Tests}.cs', '**/*{.Tests,.Test,Tests}/**/*.cs', '**/{test,tests}/**/*.cs'],
    lexis: csharp,
    begins: [
      { form: 'braces', at: /\b(?<name>[A-Za-z_]\w*)\s*(?:<[^<>\n]*>\s*)?\((?=[^;{}()]*\)\s*(?:\{|=>))/g, needs: /\[\s*(?:[\w.]+\s*(?:\([^\]]*\))?\s*,\s*)*(?:\w+\.)*(?:\w*Fact|\w*Theory|Test|TestCase\w*|TestMethod|DataTestMethod)\b/, skips: /\bSkip\s*=|\[\s*(?:\w+\s*,\s*)*(?:Ignore|Explicit)\b|\bprivate\b|\bConditional\s*\(|^[ \t]*#if\b(?![^#]*#)/gm },
      { form: 'braces', group: true, at: /\bclass\s+(?<name>\w+)/g, skips: /\[\s*(?:\w+\s*,\s*)*(?:Ignore|Explicit)\b/ },
    ],
    skips: skipping('return', '', String.raw`\bAssert\s*\.\s*(?:Ignore|Inconclusive|Skip)\s*\(|\bSkip\s*\.\s*(?:If|IfNot)\s*\(|\bnew\s+(?:\w+\s*\.\s*)*(?:Skip|Ignore|Inconclusive)\w*Exception\b`),
    skipsAll: /(?<![^])\s*#if\s+(?:false|never|none|disabled|skip|ignore)\b.*/gi,
    asserts: new RegExp(String.raw`${demanding.source}|\bAssert\s*\.|\bthrow\b|\bShould\w*\s*\(`, 'gi'),
    hollow: hollow.csharp,
    inert: /^(?:foreach|using|lock|nameof|Console\.\w+|_?output\.\w+)$/,
  },
]

let made: readonly Language[] | undefined

/** The table, made when it is first asked for: hooks load this check, and few of them ask. */
export const languages = (): readonly Language[] => (made ??= table(hollowPatterns()))
