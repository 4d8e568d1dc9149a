// What a TypeScript file imports, in every form there is, and whether the rules of the house allow it.
import { posix } from 'node:path'
import { parseSync } from 'oxc-parser'

/** One import of a file. */
export interface Import {
  /** As written; `(computed)` where it is no literal. */
  readonly from: string
  /** `import type` and its like: nothing of it runs. */
  readonly typeOnly: boolean
}

/** Who may import what. Patterns of paths from the root: `*` within is anything without `/`, at the end anything at all. */
export interface Rule {
  /** The files it is about. The first rule of the table that fits a file is the one. */
  readonly files: string
  readonly says: string
  /** Files of drift; `<own>/` is the folder of the same plugin. */
  readonly drift: readonly string[]
  /** Packages by name and built-in modules by pattern; `(computed)` is an import whose name is no literal. */
  readonly outside: readonly string[]
}

/** All imports of a source: import, export from, import(), import type, import('x').Y, require, import.meta.resolve. */
export function importsOf(file: string, source: string): Import[] {
  const { program, errors } = parseSync(file, source)
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`)
  const found: Import[] = []
  walk(program, (node) => {
    const source = sourceOf(node)
    if (source === undefined) return
    const literal = (source as { value?: unknown } | null)?.value
    found.push({ from: typeof literal === 'string' ? literal : '(computed)', typeOnly: isTypeOnly(node) })
  })
  return found
}

/** What a file imports against the rules, a sentence each. A file that no rule is about breaks them too. */
export function breaches(rules: readonly Rule[], file: string, source: string): string[] {
  const rule = rules.find(({ files }) => fits(file, files))
  if (!rule) return [`${file}: no rule of the table is about it`]
  const own = file.split('/').slice(0, 2).join('/')
  return importsOf(file, source).flatMap(({ from }) => {
    const target = from.startsWith('.') ? posix.join(posix.dirname(file), from) : undefined
    const allowed = target === undefined
      ? rule.outside.some((pattern) => fits(packageOf(from), pattern))
      : rule.drift.some((pattern) => fits(target, pattern.replace('<own>', own)))
    return allowed ? [] : [`${file} imports ${target ?? from}: ${rule.says}`]
  })
}

/** Whether a path fits a pattern. */
export function fits(name: string, pattern: string): boolean {
  const parts = pattern.replace(/\*$/, '').split('*').map((part) => part.replace(/[.\\+?^${}()|[\]]/g, '\\$&'))
  return new RegExp(`^${parts.join('[^/]*')}${pattern.endsWith('*') ? '' : '$'}`).test(name)
}

function packageOf(from: string): string {
  return from.startsWith('node:') ? from : from.split('/').slice(0, from.startsWith('@') ? 2 : 1).join('/')
}

type Node = Readonly<Record<string, unknown>> & { readonly type: string }

function walk(value: unknown, see: (node: Node) => void): void {
  if (Array.isArray(value)) return value.forEach((item) => walk(item, see))
  if (typeof value !== 'object' || value === null) return
  if ('type' in value && typeof value.type === 'string') see(value as Node)
  for (const child of Object.values(value)) walk(child, see)
}

function sourceOf(node: Node): unknown {
  if (['ImportDeclaration', 'ExportAllDeclaration', 'ExportNamedDeclaration', 'ImportExpression', 'TSImportType'].includes(node.type)) return node['source'] ?? undefined
  if (node.type === 'TSExternalModuleReference') return node['expression']
  if (node.type !== 'CallExpression') return undefined
  const callee = node['callee'] as Node
  const name = callee.type === 'MemberExpression' ? (callee['property'] as Node)['name'] : callee['name']
  const [first] = node['arguments'] as readonly Node[]
  const meta = callee.type === 'MemberExpression' && (callee['object'] as Node).type === 'MetaProperty'
  return name === 'require' || (meta && name === 'resolve') ? (first ?? {}) : undefined
}

function isTypeOnly(node: Node): boolean {
  if (node.type === 'TSImportType' || node['importKind'] === 'type' || node['exportKind'] === 'type') return true
  const specifiers = node['specifiers']
  return Array.isArray(specifiers) && specifiers.length > 0 && specifiers.every((one: Node) => one['importKind'] === 'type' || one['exportKind'] === 'type')
}
