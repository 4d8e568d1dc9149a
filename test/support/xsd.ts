// Validates XML by the part of XML Schema that the schema of JUnit uses. What the schema says beyond that part is an error, not ignored.
import type { Element } from './xml.ts'

/** Everything in which a document breaks its schema, a line each. */
export function misfits(document: Element, schema: Element): string[] {
  const named = (kind: string, name: string | undefined) => schema.children.find((child) => child.name === `xs:${kind}` && child.attributes['name'] === name)

  function ofElement(element: Element, path: string): string[] {
    const declared = named('element', element.name)
    if (!declared) return [`${path}: no element of the schema`]
    const type = declared.attributes['type']
    if (type === 'xs:string') return element.children.length > 0 || Object.keys(element.attributes).length > 0 ? [`${path}: text alone was expected`] : []
    const complex = type === undefined ? declared.children[0] : named('complexType', type)
    if (complex?.name !== 'xs:complexType') throw new Error(`${element.name}: not in the known part of XML Schema`)
    return [...ofAttributes(element, complex, path), ...ofContent(element, complex, path), ...element.children.flatMap((child, i) => ofElement(child, `${path}/${child.name}[${i}]`))]
  }

  function ofAttributes({ attributes }: Element, complex: Element, path: string): string[] {
    const allowed = complex.children.filter(({ name }) => name === 'xs:attribute').map((child) => child.attributes)
    return [
      ...Object.keys(attributes).filter((name) => !allowed.some((one) => one['name'] === name)).map((name) => `${path}: unknown attribute ${name}`),
      ...allowed.filter((one) => one['use'] === 'required' && !(one['name']! in attributes)).map((one) => `${path}: attribute ${one['name']} is missing`),
      ...allowed.filter((one) => one['type'] !== 'xs:string' && one['name']! in attributes).flatMap((one) => ofPattern(attributes[one['name']!]!, one['type'], path)),
    ]
  }

  function ofPattern(value: string, type: string | undefined, path: string): string[] {
    const pattern = named('simpleType', type)?.children[0]?.children[0]?.attributes['value']
    if (pattern === undefined) throw new Error(`${type}: not in the known part of XML Schema`)
    return new RegExp(`^(?:${pattern})$`).test(value) ? [] : [`${path}: ${value} is no ${type}`]
  }

  function ofContent({ children, text }: Element, complex: Element, path: string): string[] {
    const [particle, ...more] = complex.children.filter(({ name }) => name !== 'xs:attribute')
    if (more.length > 0) throw new Error('two particles: not in the known part of XML Schema')
    const order = children.map(({ name }) => `<${name}>`).join('')
    return [
      ...complex.attributes['mixed'] !== 'true' && text.trim() !== '' ? [`${path}: text was not expected`] : [],
      ...new RegExp(`^${particle ? model(particle) : ''}$`).test(order) ? [] : [`${path}: ${order} does not fit`],
    ]
  }

  return ofElement(document, document.name)
}

/** A particle as a regular expression over the names of children. */
function model({ name, attributes: { minOccurs = '1', maxOccurs = '1', ref }, children }: Element): string {
  const parts = children.map(model)
  const inner = name === 'xs:sequence' ? parts.join('') : name === 'xs:choice' ? parts.join('|') : name === 'xs:element' && ref ? `<${ref}>` : undefined
  if (inner === undefined) throw new Error(`${name}: not in the known part of XML Schema`)
  return `(?:${inner}){${minOccurs},${maxOccurs === 'unbounded' ? '' : maxOccurs}}`
}
