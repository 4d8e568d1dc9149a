// JSON Schema that also carries its TypeScript type: one expression says what a value looks like and how it is checked.

/** A JSON Schema (draft 2020-12 subset) and, in `_type`, the TypeScript type of what it accepts. */
export interface Schema<T> {
  readonly json: JsonSchema
  readonly _type?: T
  /** True where an object may leave this key out: `optional()` sets it. */
  readonly optional?: true
}

/** Whether a value is what some schema describes. */
export type Fits = (data: unknown) => boolean

/** Plain JSON Schema. `stricter`, `absent` and `plus` are ours (see `About`). */
export interface JsonSchema {
  readonly [keyword: string]: unknown
}

/** Which change of an option makes its check stricter; without it any change counts as a weakening. */
export type Stricter = 'higher' | 'lower' | 'more' | 'fewer' | boolean

/** What every builder accepts: a sentence for docs and editors, a default, and the stricter direction. */
export interface About<T> {
  readonly about?: string
  readonly default?: T
  readonly stricter?: Stricter
  /** What leaving the key out comes to, where that is weaker (or stricter) than any value; untold, it is a change like others. */
  readonly absent?: 'weakest' | 'strictest'
  /** What the host lays upon a list of globs, whatever a config says: the files of plugins that it names by path. */
  readonly plus?: 'plugins'
}

type Keys = Record<string, Schema<any>>
type Optional<S extends Keys> = { [K in keyof S]: S[K] extends { readonly optional: true } ? K : never }[keyof S]
/** The TypeScript type an object schema accepts. */
export type ObjectOf<S extends Keys> =
  { readonly [K in Exclude<keyof S, Optional<S>>]: TypeOf<S[K]> } & { readonly [K in Optional<S>]?: TypeOf<S[K]> }
/** The TypeScript type a schema accepts. */
export type TypeOf<S> = S extends Schema<infer T> ? T : never

function said<T>(json: JsonSchema, { about, default: value, stricter, absent, plus }: About<T> = {}): JsonSchema {
  return {
    ...json,
    ...(about === undefined ? {} : { description: about }),
    ...(value === undefined ? {} : { default: value }),
    ...(stricter === undefined ? {} : { stricter }),
    ...(absent === undefined ? {} : { absent }),
    ...(plus === undefined ? {} : { plus }),
  }
}

/** A string; `pattern` is an ECMAScript regular expression, `min` and `max` count UTF-16 units. */
export function text(o: About<string> & { readonly pattern?: string; readonly min?: number; readonly max?: number } = {}): Schema<string> {
  return { json: said({ type: 'string', ...(o.pattern ? { pattern: o.pattern } : {}), ...(o.min ? { minLength: o.min } : {}), ...(o.max ? { maxLength: o.max } : {}) }, o) }
}

/** A pattern of paths; the host refuses what the closed grammar of globs does not know. */
export function glob(o: About<string> = {}): Schema<string> {
  return { json: said({ type: 'string', minLength: 1, glob: true }, o) }
}

/** A number; whole unless `whole: false`. */
export function number(o: About<number> & { readonly min?: number; readonly max?: number; readonly whole?: boolean } = {}): Schema<number> {
  const range = { ...(o.min === undefined ? {} : { minimum: o.min }), ...(o.max === undefined ? {} : { maximum: o.max }) }
  return { json: said({ type: o.whole === false ? 'number' : 'integer', ...range }, o) }
}

/** True or false. */
export function flag(o: About<boolean> = {}): Schema<boolean> {
  return { json: said({ type: 'boolean' }, o) }
}

/** One of the given words. `stricter` may be left out: then later words are stricter. */
export function choice<const W extends string>(words: readonly W[], o: About<W> = {}): Schema<W> {
  return { json: said({ enum: words }, o) }
}

/** A list of what `of` accepts. */
export function list<T>(of: Schema<T>, o: About<readonly T[]> & { readonly min?: number; readonly max?: number; readonly unique?: boolean } = {}): Schema<readonly T[]> {
  const size = { ...(o.min ? { minItems: o.min } : {}), ...(o.max ? { maxItems: o.max } : {}), ...(o.unique ? { uniqueItems: true } : {}) }
  return { json: said({ type: 'array', items: of.json, ...size }, o) }
}

/** An object with exactly these keys (unknown ones are refused); keys made `optional()` may be absent. */
export function object<const S extends Keys>(of: S, o: About<ObjectOf<S>> = {}): Schema<ObjectOf<S>> {
  const entries = Object.entries(of)
  return {
    json: said({
      type: 'object', additionalProperties: false,
      required: entries.filter(([, s]) => !s.optional).map(([key]) => key),
      properties: Object.fromEntries(entries.map(([key, s]) => [key, s.json])),
    }, o),
  }
}

/** Marks a key of `object()` that may be left out. */
export function optional<T>(of: Schema<T>): Schema<T> & { readonly optional: true } {
  return { ...of, optional: true }
}

/** Any object whose values fit `of`, whatever its keys. */
export function map<T>(of: Schema<T>, o: About<Readonly<Record<string, T>>> = {}): Schema<Readonly<Record<string, T>>> {
  return { json: said({ type: 'object', additionalProperties: of.json }, o) }
}

/** Anything that is JSON. */
export function anything(o: About<unknown> = {}): Schema<unknown> {
  return { json: said({}, o) }
}

/** A schema written by hand, where the builders do not reach. */
export function schema<T>(json: JsonSchema): Schema<T> {
  return { json }
}

/** Every glob in data that fits a schema, with its JSON pointer. */
export function* globsIn(json: JsonSchema, data: unknown, pointer = ''): Generator<{ readonly pointer: string; readonly glob: string }> {
  if (json.glob && typeof data === 'string') yield { pointer, glob: data }
  if (typeof data !== 'object' || data === null) return
  const properties = (json.properties ?? {}) as Readonly<Record<string, JsonSchema>>
  for (const [key, value] of Object.entries(data)) {
    const below = Array.isArray(data) ? json.items as JsonSchema | undefined : properties[key]
    if (below) yield* globsIn(below, value, `${pointer}/${key}`)
  }
}
