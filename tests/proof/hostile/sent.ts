import fc from 'fast-check'
import { bodyFor, type Known, type Operation, requestFor } from '../../api/requests.ts'
import { oddValue, oddWords } from './words.ts'

/** One request, not yet anybody's. `fields`: a body that a form and a client send each in their own way. */
export type Sent = {
  kind: string
  method: string
  url: string
  headers: Readonly<Record<string, string>>
  fields?: Readonly<Record<string, unknown>>
  raw?: string | Buffer
}

const JSON_TYPE = 'application/json'
const FORM_TYPE = 'application/x-www-form-urlencoded'
const DEEP = 20_000
const LARGE = Buffer.alloc(10 * 1024 * 1024, 'a')
const MANY = JSON.stringify({ workers: Array.from({ length: 50_000 }, (_, at) => `w${at}`), first_name: [] })

/** Bodies that are not what their type says, too many, too deep, or made to reach a prototype. */
const RAW: readonly (readonly [string, string | Buffer])[] = [
  [JSON_TYPE, `${'{"a":'.repeat(DEEP)}1${'}'.repeat(DEEP)}`],
  [JSON_TYPE, `${'['.repeat(DEEP)}${']'.repeat(DEEP)}`],
  [JSON_TYPE, '{"words":"A","words":"B","class":"shared","class":{}}'],
  [JSON_TYPE, '{"__proto__":{"admin":true},"words":"x"}'],
  [JSON_TYPE, '{"\\u005f_proto__":{"admin":true}}'],
  [JSON_TYPE, '{"constructor":{"prototype":{"admin":true}}}'],
  [JSON_TYPE, '{"toString":1,"hasOwnProperty":1,"valueOf":null}'],
  [JSON_TYPE, '{"first_name":"half'],
  [JSON_TYPE, '\ufeff{"first_name":"a"}'],
  [JSON_TYPE, 'NaN'],
  [JSON_TYPE, '9'.repeat(5000)],
  [JSON_TYPE, '"words"'],
  [JSON_TYPE, 'null'],
  [JSON_TYPE, MANY],
  [JSON_TYPE, Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
  [JSON_TYPE, Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0])],
  [`${JSON_TYPE}; charset=utf-16`, Buffer.from('{"first_name":"a"}', 'utf16le')],
  ['application/json, text/plain', '{}'],
  ['APPLICATION/JSON;;;', '{}'],
  [FORM_TYPE, '__proto__=1&__proto__[admin]=1&constructor[prototype][admin]=1'],
  [FORM_TYPE, 'first_name=%E0%A4%A&last_name=%&=&&&=x'],
  [FORM_TYPE, 'a=1&'.repeat(20_000)],
  [FORM_TYPE, Buffer.from([0x61, 0x3d, 0xc0, 0xaf, 0xff, 0x00])],
  ['multipart/form-data; boundary=x', '--x\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--x--'],
  ['text/xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
  ['text/plain', '{}'],
  ['', '{}'],
  ['*/*', '{}'],
  ['application/octet-stream', Buffer.from([0x50, 0x4b, 3, 4, 0, 0])],
]

const HEADERS: readonly Readonly<Record<string, string>>[] = [
  {},
  {},
  {},
  { 'idempotency-key': 'one-key-for-everything' },
  { 'idempotency-key': 'another-key-for-everything' },
  { 'idempotency-key': 'short' },
  { 'idempotency-key': "'; DROP TABLE access.done; --" },
  { 'idempotency-key': 'k'.repeat(4000) },
  { 'if-match': '*' },
  { 'if-match': '"nonsense"' },
  { 'if-match': 'W/"a", "b", *' },
  { 'if-none-match': '*' },
  { 'if-none-match': '"' },
  { 'sec-fetch-site': 'cross-site' },
  { 'sec-fetch-site': '\u00e9' },
  { 'content-encoding': 'gzip' },
  { 'x-http-method-override': 'DELETE' },
  { 'x-forwarded-for': "127.0.0.1, '><img src=x onerror=1>" },
  { 'x-forwarded-host': 'nowhere.example' },
  { host: 'nowhere.example' },
  { accept: 'image/*, */*;q=nan' },
  { range: 'bytes=0-0,-1,99999999999999999999-' },
  { referer: 'javascript:weft()' },
  { cookie: '__proto__=1; weft_session=; weft_session=a' },
  { cookie: `weft_session=${'A'.repeat(4000)}` },
]

const ADDRESSES: readonly ((url: string) => string)[] = [
  url => `${url}/%`,
  url => `${url}%00`,
  url => `${url}/..%2f..%2f..%2fetc%2fpasswd`,
  url => `${url}/../../../../package.json`,
  url => url.replace(/[^/]+$/, '%E0%A4%A'),
  url => url.replace(/[^/]+$/, '%ed%a0%80'),
  url => url.replace(/[^/]+$/, '__proto__'),
  url => url.replace(/[^/]+$/, 'A'.repeat(4000)),
  url => url.replace(/[^/]+$/, encodeURIComponent(`'><svg/onload=weft()>`)),
  url => url.replaceAll('/', '//'),
  url => `//nowhere.example${url}`,
  url => url.replace(/^\//, '/%2e%2e/'),
  url => `${url}?__proto__[admin]=1&constructor=1&a[]=1&a[b]=2`,
  url => `${url}?${'a=1&'.repeat(5000)}`,
  url => `${url}?page=1&page=2&month=2026-10&month=x&words=%E0%A4%A`,
  url => `${url};jsessionid=1`,
  url => url.toUpperCase(),
]
const METHODS = ['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'POST', 'GET'] as const

/** Requests to one operation, from almost right to not HTTP's meaning at all. */
export function sentTo(operation: Operation, known: Known): fc.Arbitrary<Sent> {
  const { method, parameters, body } = operation
  const headers = fc.constantFrom(...HEADERS)
  const right = requestFor(operation, known)
  const shaped: fc.Arbitrary<Sent> = fc
    .tuple(right, headers)
    .map(([{ url, body: fields }, more]) => ({ kind: 'almost right', method, url, headers: more, fields }))
  const names = Object.keys(body?.properties ?? {})
  const wild: fc.Arbitrary<Sent> = fc
    .tuple(
      right,
      headers,
      fc.record(Object.fromEntries(names.map(name => [name, oddValue])), { requiredKeys: [] }),
      bodyFor(body, known),
    )
    .map(([{ url }, more, odd, even]) => ({
      kind: 'odd fields',
      method,
      url,
      headers: more,
      fields: { ...even, ...odd },
    }))
  const asked = parameters.filter(each => each.in === 'query').map(({ name }) => name)
  const query: fc.Arbitrary<Sent> = fc
    .tuple(right, fc.array(fc.tuple(fc.constantFrom('words', 'page', ...asked), oddWords), { maxLength: 6 }))
    .map(([{ url, body: fields }, odd]) => {
      const words = new URLSearchParams(odd.map(([name, value]) => [name, value.toWellFormed()]))
      return { kind: 'odd query', method, url: `${url.split('?')[0]}?${words}`.slice(0, 12_000), headers: {}, fields }
    })
  const address: fc.Arbitrary<Sent> = fc
    .tuple(right, fc.constantFrom(...ADDRESSES))
    .map(([{ url, body: fields }, damage]) => ({
      kind: 'damaged address',
      method,
      url: damage(url),
      headers: {},
      fields,
    }))
  const raw: fc.Arbitrary<Sent> = fc.tuple(right, fc.constantFrom(...RAW)).map(([{ url }, [type, sent]]) => ({
    kind: 'raw body',
    method: 'POST',
    url,
    headers: { 'content-type': type },
    raw: sent,
  }))
  const verb: fc.Arbitrary<Sent> = fc
    .tuple(right, fc.constantFrom(...METHODS))
    .map(([{ url }, other]) => ({ kind: 'another method', method: other, url, headers: {} }))
  const posts = method === 'POST'
  return fc.oneof(
    { weight: 8, arbitrary: shaped },
    { weight: posts ? 8 : 0, arbitrary: wild },
    { weight: posts ? 2 : 8, arbitrary: query },
    { weight: 4, arbitrary: address },
    { weight: posts ? 4 : 1, arbitrary: raw },
    { weight: 2, arbitrary: verb },
  )
}

/** Ten times what a body may be. */
export const LARGE_BODY: Pick<Sent, 'kind' | 'method' | 'raw'> = { kind: 'ten megabytes', method: 'POST', raw: LARGE }
export const TYPES = { json: JSON_TYPE, form: FORM_TYPE } as const
