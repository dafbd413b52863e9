import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type RequestListener, type Server } from 'node:http'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { folderSource } from './folder-source.ts'
import { httpSource } from './http-source.ts'
import { listPeople, readPerson } from './read-person.ts'
import type { PeopleSource, SourceAnswer } from './source.ts'

const samples = resolve(process.env.WEFT_SHARED ?? '../shared', 'data/partner-api')
const absent = !existsSync(samples)
const without = absent ? ' (not run: the sample responses are not here; set WEFT_SHARED)' : ''

const PERSON = '/v1/persons/X123456'
const record = (change: Readonly<Record<string, unknown>> = {}) => ({
  firstName: 'Invented',
  lastName: 'Person',
  dateOfBirth: '1990-02-03',
  identifiers: { deliusCrn: 'x123456 ' },
  currentRestriction: false,
  currentExclusion: false,
  ...change,
})
const whole = (probationOffenderSearch: unknown) => ({ data: { probationOffenderSearch } })

/** A source that answers from a table, and 404 for the rest. */
const answering = (answers: Readonly<Record<string, unknown>>): PeopleSource => ({
  async get(path) {
    const body = answers[path]
    return body === undefined ? { status: 404, body: undefined } : { status: 200, body }
  },
})
const read = (answers: Readonly<Record<string, unknown>>) =>
  readPerson(answering({ [PERSON]: whole(record()), ...answers }), 'X123456', 2026)

describe.skipIf(absent)(`the published samples${without}`, () => {
  test('give a person with both records, three sentences, ten needs, risk and officers', async () => {
    const reading = await readPerson(folderSource(samples), 'A123123', 2026)
    expect(reading).toMatchObject({ hmppsId: 'A123123', mergedFrom: null, found: true, limited: false, failures: [] })
    expect(reading.probation).toMatchObject({
      crn: 'A123123',
      prisonNumber: 'G2996UX',
      pnc: '2004/0013116M',
      supervised: true,
    })
    expect(reading.prison).toMatchObject({ crn: null, pnc: '2012/0394773H', name: { first: 'Robert', last: 'Larsen' } })
    expect(reading.sentences.map(sentence => sentence.kind)).toEqual([
      'custody',
      'community_order',
      'suspended_sentence_order',
    ])
    expect(reading.sentences[1]).toMatchObject({
      date: '2009-07-07',
      active: false,
      length: { count: 12, unit: 'months' },
    })
    expect(reading.sentences[0]?.terms).toEqual([{ years: 1, months: 2, weeks: 3, days: 4, hours: 0 }])
    expect(new Set(reading.needs?.needs.map(need => need.need)).size).toBe(10)
    expect(reading.officers?.prison).toEqual({ first: 'Joe', last: 'Bloggs', prison: 'MDI' })
  })

  test('spell high with a blank after it, which is taken for high and said', async () => {
    const { risk, dirty } = await readPerson(folderSource(samples), 'A123123', 2026)
    expect(risk).toMatchObject({
      overall: 'very_high',
      community: { children: 'high', public: 'high', staff: 'medium' },
    })
    expect(risk?.toSelf.suicide).toEqual({ risk: 'yes', current: 'yes', previous: 'yes' })
    expect(dirty.map(({ field, found, took }) => [field, found, took])).toEqual([
      ['summary.riskInCommunity.children', '"HIGH "', 'HIGH'],
      ['summary.riskInCommunity.public', '"HIGH "', 'HIGH'],
    ])
  })

  test('hold fillers: a number that cannot be is named as unparsed, a word is kept', async () => {
    const { mappa, sentences, unparsed } = await readPerson(folderSource(samples), 'A123123', 2026)
    expect(mappa).toMatchObject({ level: null, category: null, levelWords: 'string', from: '2019-08-24' })
    expect(sentences[0]).toMatchObject({ finePence: null, words: 'string' })
    expect(unparsed.map(({ field, found }) => [field, found])).toEqual([
      ['0.fineAmount', '-1.7976931348623157e+308'],
      ['level', '-2147483648'],
      ['category', '-2147483648'],
    ])
  })

  test('list two people of a search, of whom the restricted one is limited', async () => {
    const { people, failures } = await listPeople(folderSource(samples), { last_name: 'Larsen' }, 2026)
    expect(people.map(who => [who.name.last, who.crn, who.limited])).toEqual([
      ['Larsen', null, false],
      ['Nolan', 'A123456', true],
    ])
    expect(failures).toEqual([])
  })
})

describe('a person', () => {
  test('who is not known is not found, and nothing else is asked', async () => {
    const asked: string[] = []
    const source = {
      get: async (path: string) => {
        asked.push(path)
        return { status: 404, body: undefined }
      },
    }
    expect(await readPerson(source, 'X000000', 2026)).toMatchObject({ found: false, limited: false, failures: [] })
    expect(asked).toEqual(['/v1/persons/X000000'])
  })

  test('has a CRN in capitals whatever the source wrote', async () => {
    expect((await read({})).probation?.crn).toBe('X123456')
  })

  test.each([
    ['is restricted', { [PERSON]: whole(record({ currentRestriction: true })) }],
    ['is excluded', { [PERSON]: whole(record({ currentExclusion: true })) }],
    ['has a restriction that cannot be read', { [PERSON]: whole(record({ currentRestriction: 'maybe' })) }],
    [
      'has a record that is none',
      { [PERSON]: { data: { probationOffenderSearch: 4, prisonerOffenderSearch: record() } } },
    ],
    [
      'is kept from a named user',
      { [`${PERSON}/access-limitations`]: { data: { excludedFrom: [{ username: 'A' }] } } },
    ],
    ['is open to named users only', { [`${PERSON}/access-limitations`]: { data: { restrictedTo: ['A'] } } }],
    ['has limitations that cannot be read', { [`${PERSON}/access-limitations`]: { data: { restrictedTo: 7 } } }],
  ])('who %s is limited', async (_what, answers) => {
    expect((await read(answers)).limited).toBe(true)
  })

  test('without any limitation is not limited', async () => {
    const none = { data: { excludedFrom: [], restrictedTo: null } }
    expect((await read({ [`${PERSON}/access-limitations`]: none })).limited).toBe(false)
  })

  test('whose record fails at the source is limited, since nobody can tell', async () => {
    const source = { get: async () => ({ status: 500, body: undefined }) }
    expect(await readPerson(source, 'X123456', 2026)).toMatchObject({ found: false, limited: true })
  })

  test('keeps every field that can be read beside one that cannot', async () => {
    const { probation, unparsed } = await read({
      [PERSON]: whole(record({ dateOfBirth: '1990-13-01', gender: 7, pncId: 'no' })),
    })
    expect(probation).toMatchObject({ dateOfBirth: null, gender: null, pnc: null, name: { first: 'Invented' } })
    expect(unparsed.map(lost => lost.field).sort()).toEqual([
      'probationOffenderSearch.dateOfBirth',
      'probationOffenderSearch.gender',
      'probationOffenderSearch.pncId',
    ])
  })

  test('keeps the other needs and sentences beside one that cannot be read', async () => {
    const needs = [{ type: 'JUGGLING' }, { type: 'FINANCE', riskOfHarm: 'x', riskOfReoffending: true }, 3]
    const sentences = [{ description: 'Dancing' }, 'none', { description: 'Adult Licence', isCustodial: true }]
    const reading = await read({
      [`${PERSON}/needs`]: { data: { assessedOn: 'yesterday', needs } },
      [`${PERSON}/sentences`]: { data: sentences },
    })
    expect(reading.needs).toEqual({ assessedOn: null, needs: [{ need: 'finance', harm: null, reoffending: true }] })
    expect(reading.sentences.map(sentence => sentence.kind)).toEqual([null, 'licence'])
    expect(reading.unparsed.map(lost => lost.found)).toEqual(
      expect.arrayContaining(['3', '"x"', '"JUGGLING"', '"yesterday"', '"none"', '"Dancing"']),
    )
  })

  test.each([
    ['CJA - Community Order', 'community_order'],
    ['ORA Suspended Sentence Order', 'suspended_sentence_order'],
    ['Post-Sentence Supervision', 'post_sentence_supervision'],
    ['Adult Custody < 12m', 'custody'],
    ['Released on licence', 'licence'],
  ])('sentenced to "%s" is under a %s', async (description, kind) => {
    const { sentences } = await read({ [`${PERSON}/sentences`]: { data: [{ description }] } })
    expect(sentences[0]?.kind).toBe(kind)
  })
})

describe('a source that misbehaves', () => {
  const redirecting = (table: Readonly<Record<string, string>>, answers: Readonly<Record<string, unknown>> = {}) => ({
    async get(path: string): Promise<SourceAnswer> {
      const location = table[path]
      return location === undefined ? answering(answers).get(path) : { status: 303, location, body: undefined }
    },
  })

  test('a merged number leads to the surviving record, under which everything is read', async () => {
    const source = redirecting(
      { '/v1/persons/A1234AA': 'https://api.example/v1/persons/X123456' },
      { [PERSON]: whole(record()) },
    )
    expect(await readPerson(source, 'A1234AA', 2026)).toMatchObject({
      hmppsId: 'X123456',
      mergedFrom: 'A1234AA',
      found: true,
      failures: [],
    })
  })

  test.each([
    ['leads on and on', '/v1/persons/A1234AA'],
    ['leads out of the people', '/admin/secrets'],
    ['leads nowhere', '/v1/persons/..%2F..'],
  ])('a redirect that %s is a failure', async (_what, location) => {
    const reading = await readPerson(redirecting({ '/v1/persons/A1234AA': location }), 'A1234AA', 2026)
    expect([reading.found, reading.failures.length]).toEqual([false, 1])
  })

  test('one resource that fails leaves the others', async () => {
    const good = answering({ [PERSON]: whole(record()), [`${PERSON}/needs`]: { data: { needs: [] } } })
    const source = {
      get: async (path: string) => {
        if (path.endsWith('/sentences')) throw new Error('broken')
        return path.endsWith('/mappadetail') ? { status: 403, body: undefined } : good.get(path)
      },
    }
    const reading = await readPerson(source, 'X123456', 2026)
    expect(reading).toMatchObject({ found: true, limited: false, sentences: [], needs: { needs: [] }, mappa: null })
    expect(reading.failures.map(failure => failure.path)).toEqual([
      `${PERSON}/sentences`,
      `${PERSON}/risks/mappadetail`,
    ])
  })

  test('a search with a person who is none keeps the next, limited where that cannot be read', async () => {
    const page = { data: [3, record({ currentRestriction: 'perhaps' }), record()] }
    const { people, unparsed } = await listPeople({ get: async () => ({ status: 200, body: page }) }, {}, 2026)
    expect(people.map(who => who.limited)).toEqual([true, false])
    expect(unparsed.map(lost => lost.field).sort()).toEqual(['0', '1.currentRestriction'])
  })

  test('pages without an end are read fifty at most', async () => {
    const page = { data: [record()], pagination: { isLastPage: false } }
    const { people, failures } = await listPeople({ get: async () => ({ status: 200, body: page }) }, {}, 2026)
    expect([people.length, failures.length]).toEqual([50, 1])
  })

  test('whatever JSON it answers, a person is read without a throw', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), fc.jsonValue(), async (anything, other) => {
        const bodies = [
          anything,
          { data: anything },
          whole(anything),
          whole(record({ identifiers: anything, aliases: other })),
        ]
        for (const body of bodies) {
          const source = {
            get: async (path: string) => ({ status: 200, body: path === PERSON ? body : { data: other } }),
          }
          const reading = await readPerson(source, 'X123456', 2026)
          expect(typeof reading.limited).toBe('boolean')
        }
      }),
      { numRuns: 60 },
    )
  })
})

describe('a folder', () => {
  test('laid out by path serves each person their own, and pages', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'people-'))
    await mkdir(join(folder, 'v1/persons/X123456'), { recursive: true })
    await writeFile(join(folder, 'v1/persons/X123456.json'), JSON.stringify(whole(record())))
    await writeFile(join(folder, 'v1/persons/X123456/needs.json'), '{"data":{"needs":[{"type":"FINANCE"}]}}')
    await writeFile(join(folder, 'v1/persons/X123456/sentences.json'), '{"data":[')
    await writeFile(
      join(folder, 'v1/persons.json'),
      JSON.stringify({ data: [record()], pagination: { isLastPage: false } }),
    )
    await writeFile(join(folder, 'v1/persons.page-2.json'), JSON.stringify({ data: [record({ lastName: 'Second' })] }))
    const source = folderSource(folder)
    const reading = await readPerson(source, 'X123456', 2026)
    expect(reading.needs?.needs.map(need => need.need)).toEqual(['finance'])
    expect(reading.failures.map(failure => failure.path)).toEqual([`${PERSON}/sentences`])
    expect((await readPerson(source, '../X123456', 2026)).found).toBe(false)
    expect((await listPeople(source, {}, 2026)).people.map(who => who.name.last)).toEqual(['Person', 'Second'])
    await rm(folder, { recursive: true })
  })
})

describe('an address', () => {
  let server: Server | undefined
  afterEach(() => server?.close())
  const at = async (listener: RequestListener) => {
    const opened = createServer(listener)
    server = opened
    await new Promise<void>(listening => opened.listen(0, '127.0.0.1', listening))
    const address = opened.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const pauses: number[] = []
    const pause = async (milliseconds: number) => pauses.push(milliseconds)
    return { pauses, source: httpSource(`http://127.0.0.1:${port}/api/`, { timeout: 2_000, token: 'secret', pause }) }
  }

  test('is asked with the token, below its own path', async () => {
    const { source } = await at((request, response) =>
      response.end(JSON.stringify({ data: [request.url, request.headers.authorization] })),
    )
    expect(await source.get(PERSON)).toMatchObject({ status: 200, body: { data: [`/api${PERSON}`, 'Bearer secret'] } })
  })

  test('that is busy twice is asked a third time, after the pause that it names', async () => {
    const answers = [429, 503, 200]
    const { source, pauses } = await at((_request, response) => {
      response.writeHead(answers.shift() ?? 500, { 'retry-after': '1' }).end('{"data":{}}')
    })
    expect((await source.get(PERSON)).status).toBe(200)
    expect(pauses).toEqual([1_000, 1_000])
  })

  test('that always fails is asked four times, each pause twice the last', async () => {
    const { source, pauses } = await at((_request, response) => response.writeHead(500).end())
    expect((await source.get(PERSON)).status).toBe(500)
    expect(pauses).toEqual([200, 400, 800])
  })

  test('that redirects is not followed', async () => {
    const { source } = await at((_request, response) =>
      response.writeHead(303, { location: '/v1/persons/A1234AA' }).end(),
    )
    expect(await source.get(PERSON)).toMatchObject({ status: 303, location: '/v1/persons/A1234AA' })
  })

  test('that breaks off, sends no JSON or sends too much is refused', async () => {
    const bodies = ['{"data":', '<html>', `"${'x'.repeat(6 * 1024 * 1024)}"`]
    const { source } = await at((_request, response) => response.end(bodies.shift()))
    for (const words of ['not JSON', 'not JSON', '5 MiB']) await expect(source.get(PERSON)).rejects.toThrow(words)
  })

  test('that hangs up is tried again and then refused', async () => {
    const { source, pauses } = await at(request => request.socket.destroy())
    await expect(source.get(PERSON)).rejects.toThrow('did not answer')
    expect(pauses).toHaveLength(3)
  })

  test.each(['file:///etc', 'ftp://people.example', 'people'])('%s is refused as a source', address => {
    expect(() => httpSource(address, { timeout: 1_000 })).toThrow('https://')
  })

  test('is never asked for anything but people', async () => {
    await expect(httpSource('https://people.example', { timeout: 1_000 }).get('/other')).rejects.toThrow('/v1/persons')
  })
})
