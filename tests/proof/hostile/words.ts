import fc from 'fast-check'
import { HOSTILE } from '../../api/requests.ts'

/** Words that break what trusts them: markup, SQL, templates, spreadsheets, directions, absurd days and numbers. */
export const ODD: readonly string[] = [
  ...HOSTILE,
  '" onmouseover="weft()',
  "' onfocus='weft()",
  "'><svg/onload=weft()>",
  '</textarea><script>weft()</script>',
  '</title><script>weft()</script>',
  '--><script>weft()</script>',
  'javascript:weft()',
  'data:text/html,<script>weft()</script>',
  "1' OR '1'='1",
  "'||pg_sleep(9)||'",
  '1; SELECT pg_sleep(9)',
  "'||version()||'",
  '$$; SELECT 1; $$',
  "E'\\'' \\",
  'weft{{7*7}}',
  'weft\u0024{7*7}',
  'weft<%= 7*7 %>',
  'weft#{7*7}',
  '=HYPERLINK("http://nowhere.example")',
  '+1+1',
  '-1+1',
  '@SUM(1)',
  '\t=1+1',
  '\uff1d1+1',
  '\ufeffmark',
  'زيد بن علي',
  '\u2067עברית\u2069',
  '\u200b\u200d\u00ad',
  'ﷺ'.repeat(60),
  `a${'\u0301'.repeat(150)}`,
  '\ud83d',
  '\udc00\ud800',
  '\uffff\ufdd0',
  '0000-00-00',
  '9999-12-31',
  '-000001-01-01',
  '2026-02-29',
  '2026-03-29T01:30',
  '1e999999999',
  '0x1F',
  '٣',
  '１２',
  '-0',
  '9007199254740993',
  '2147483648',
  '-9223372036854775809',
  `${'0'.repeat(50)}1`,
  'null',
  'undefined',
  'true',
  '[object Object]',
  '..\\..\\..\\windows\\win.ini',
  'file:///etc/passwd',
  'http://169.254.169.254/',
  '%',
  '%E0%A4%A',
  '%252e%252e%252f',
  '__defineGetter__',
  'hasOwnProperty',
]

/** Any sequence of UTF-16 units, half pairs among them. */
const units = fc.string({ unit: fc.nat(0xffff).map(unit => String.fromCharCode(unit)), maxLength: 40 })

export const oddWords: fc.Arbitrary<string> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...ODD) },
  { weight: 2, arbitrary: units },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom(...ODD), fc.constantFrom(...ODD)).map(([a, b]) => a + b) },
)

/** Values of every kind that JSON has, and words. */
export const oddValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 6, arbitrary: oddWords },
  { weight: 2, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(-1, 0, 1.5, 1e300, 2 ** 53, 2 ** 31, -(2 ** 31) - 1, true, false, null, {}, []),
  },
  { weight: 1, arbitrary: fc.array(oddWords, { maxLength: 30 }) },
)

/** Names and words that people have, however seldom: each must come back exactly as it was written. */
export const RARE_NAMES: readonly string[] = [
  "O'Brien-Ní Dhuibhne",
  'Zoë Müller',
  'Đặng Thị Ánh',
  'محمد بن سلمان',
  'שרה לוי',
  '𠮷野 家',
  'Nguyễn "Bo" & <Co>',
  'Ωμέγα = @ + -',
  '=Ava',
  '👩🏽‍🚀 Sky',
  'null',
  '__proto__',
  'constructor',
  "Robert'); DROP TABLE casework.case;--",
  '{{7*7}} \u0024{7*7}',
  '\\u0041\\n %41 &amp; &#65;',
  'ÅÄÖ ﬁ ﷺ',
]
