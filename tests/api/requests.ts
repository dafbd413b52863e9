import fc from 'fast-check'

/** As much of a JSON schema as the description of the interface uses. */
export type Schema = {
  type?: string
  enum?: readonly string[]
  pattern?: string
  format?: string
  minimum?: number
  maximum?: number
  minLength?: number
  maxLength?: number
  minItems?: number
  items?: Schema
  properties?: Readonly<Record<string, Schema>>
  required?: readonly string[]
}
type Parameter = { name: string; in: 'path' | 'query' | 'header'; required?: boolean; schema: Schema }
type Described = { parameters?: Parameter[]; requestBody?: { content: Record<string, { schema: Schema }> } }
export type Description = {
  openapi: string
  info: Record<string, unknown>
  components: Record<string, unknown>
  paths: Record<string, Record<string, Described>>
}
export type Operation = {
  method: 'GET' | 'POST'
  path: string
  parameters: readonly Parameter[]
  body: Schema | undefined
}
export type Asked = { method: 'GET' | 'POST'; url: string; body: Record<string, unknown> }

export const operationsOf = (description: Description): Operation[] =>
  Object.entries(description.paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, { parameters = [], requestBody }]) => ({
      method: method === 'post' ? ('POST' as const) : ('GET' as const),
      path,
      parameters,
      body: requestBody?.content['application/json']?.schema,
    })),
  )

/** If this stands in a page as it is, the page is open to whoever writes into it. */
export const MARKER = `"'><img src=x onerror=1>`

/** Words that break what trusts them. */
export const HOSTILE: readonly string[] = [
  MARKER,
  "'; DROP TABLE casework.case; --",
  '{{7*7}} #{7*7} <%= 7*7 %>',
  'nul \u0000 in the middle',
  'bell \u0007, escape \u001b[2J',
  '\u202egnorw era sdrow eseht',
  '👩‍👩‍👧‍👦🏴󠁧󠁢󠁷󠁬󠁳󠁿',
  'half a pair \ud800',
  'Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢',
  '__proto__',
  'constructor',
  'toString',
  '../../../../etc/passwd',
  '%00%0d%0a',
  'a\r\nset-cookie: weft_session=planted',
  '-1',
  '1e309',
  '9'.repeat(40),
  'NaN',
  '2026-02-30',
  '+275760-09-13',
  ' ',
  '',
  'long '.repeat(4000),
]
const SHAPES: readonly unknown[] = [null, true, -1, 1.5, 1e300, [], [[[[]]]], {}, { toString: 1 }, ['a', {}], [null]]
const DAYS = ['2026-11-20', '2026-12-03', '2027-02-15', '2026-10-01', '1985-04-01', '2026-02-30']

/** Values that the schema takes, as often as they can be made, from what is known of the world by the name of the field. */
function fitting(name: string, schema: Schema, known: Known): fc.Arbitrary<unknown> {
  const ours = known[name]
  if (schema.enum) return fc.constantFrom(...schema.enum)
  if (schema.type === 'integer')
    return ours
      ? fc.constantFrom(...ours.map(Number))
      : fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 100 })
  if (schema.type === 'array')
    return fc.uniqueArray(fitting(name, schema.items ?? {}, known), { minLength: schema.minItems ?? 0, maxLength: 4 })
  if (ours) return fc.constantFrom(...ours)
  if (schema.format === 'date') return fc.constantFrom(...DAYS)
  if (schema.pattern?.includes('@')) return fc.constant('somebody@nowhere.example')
  if (schema.pattern?.startsWith('^[^') || schema.pattern === undefined)
    return fc.oneof(
      fc.constant(MARKER.slice(0, schema.maxLength)),
      fc.string({
        minLength: schema.minLength ?? 1,
        maxLength: Math.min(schema.maxLength ?? 60, 60),
        unit: 'grapheme',
      }),
    )
  return fc.stringMatching(new RegExp(schema.pattern))
}

/** What is known of the world: values by the name of a parameter or field. */
export type Known = Readonly<Record<string, readonly string[]>>

const mostly = (value: fc.Arbitrary<unknown>, odd: fc.Arbitrary<unknown>) =>
  fc.oneof({ weight: 7, arbitrary: value }, { weight: 1, arbitrary: odd })

/** Fields of a body: each mostly right, now and then hostile or of another kind, or not there. */
export function bodyFor(schema: Schema | undefined, known: Known): fc.Arbitrary<Record<string, unknown>> {
  const fields = Object.entries(schema?.properties ?? {}).map(([name, of]) => [
    name,
    mostly(fitting(name, of, known), fc.constantFrom(...HOSTILE, ...SHAPES)),
  ])
  return fc.record(Object.fromEntries(fields), { requiredKeys: [...(schema?.required ?? [])] })
}

/** A request to an operation as the description has it. */
export function requestFor({ method, path, parameters, body }: Operation, known: Known): fc.Arbitrary<Asked> {
  const of = (place: Parameter['in']) =>
    fc.record(
      Object.fromEntries(
        parameters
          .filter(parameter => parameter.in === place)
          .map(({ name, schema }) => [
            name,
            mostly(fitting(name, schema, known), fc.constantFrom(...HOSTILE.slice(0, -1))),
          ]),
      ),
    )
  return fc.record({ inPath: of('path'), query: of('query'), body: bodyFor(body, known) }).map(given => {
    const place = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => inAddress(given.inPath[name]))
    const query = new URLSearchParams(Object.entries(given.query).map(([name, value]) => [name, String(value)]))
    return { method, url: query.size > 0 ? `${place}?${query}` : place, body: given.body }
  })
}

const inAddress = (value: unknown) => encodeURIComponent(String(value).toWellFormed())
