// docs/checks.md: every check as it describes itself.
import type { Check, Example } from '../host/check.ts'
import { keysOf } from '../host/keys.ts'
import { longDefaults, table } from './docs-reference.ts'

/** The page of all checks, a section each. */
export function checksPage(checks: readonly Check[]): string {
  const list = checks.map(({ name, demand }) => `- [${name}](#${name}): ${demand}`).join('\n')
  return `# Checks

<!-- Written by npm run docs, from the checks themselves: edit those. -->

Each check is one demand on a change. Its name is its key in the config and the first word of its findings;
\`drift explain <check>\` prints what stands here. In the examples \`A\` is a new file, \`M\` a changed, \`D\` a deleted one,
\`L\` a symlink, \`S\` a submodule, \`X\` a file made executable. \`(link of x)\` is a file to which a link x leads, \`(way of x)\` a
link through which x is reached, \`(twin of x)\` a name that a file system which folds names takes for x.

Every finding ends with its fix. A fix that begins in lower case is a command: paste all of it up to the first comma
(outside of quotes); what follows is another way out. One that begins with a capital letter is words: there is nothing to
paste. Where a shell does not find \`drift\`, fixes in text say \`npx git-drift\`; in data (\`--format json\` and its like)
they always say \`drift\`.

${list}

${checks.map(section).join('\n\n')}
`
}

function section({ name, demand, why, stages, options, examples, form, each }: Check): string {
  const keys = keysOf(options.json)
  return [
    `## ${name}`, `**${demand}**`, ...why ? [why] : [],
    `Judged at: ${stages.join(', ')}.${each === 'file' ? ' It judges each file on its own: `overrides` may set it by path.' : ''}`,
    ...keys.length > 0 ? ['### Options', table(keys), ...longDefaults(keys)] : ['It has no options.'],
    '### Examples', examples.map(shown).join('\n'),
    ...form ? ['### Form', `\`\`\`text\n${form}\n\`\`\``] : [],
  ].map((part) => part.replace(/^### (.+)$/, `### $1 of ${name}`)).join('\n\n')
}

function shown({ title, change, options, message, texts, findings }: Example): string {
  const code = (text: string) => `\`${text.replaceAll('`', "'")}\``
  const given = [
    ...Object.keys(options as object).length > 0 ? [`with ${code(JSON.stringify(options))}`] : [],
    ...message === undefined ? [] : [`message ${code(message.trim().replace(/\n+/g, ' ⏎ '))}`],
    ...Object.values(texts ?? {}).map(([before, after]) => `${code(JSON.stringify(before))} becomes ${code(JSON.stringify(after))}`),
  ]
  const head = `- ${findings.length === 0 ? 'passes' : 'fails'}: **${title}** – ${change.map(code).join(', ') || 'no files'}${given.length > 0 ? `, ${given.join(', ')}` : ''}`
  return [head, ...findings.map((finding) => `  - ${code(finding)}`)].join('\n')
}
