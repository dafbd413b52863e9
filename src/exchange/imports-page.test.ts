import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { openWorld, type World } from '../web/testing/world.ts'

let world: World
beforeAll(async () => {
  world = await openWorld(inject('superuserUrl'))
  await world.database.load(`INSERT INTO exchange.batch (batch, number, kind, at, by, folder, digest, counts, state)
    VALUES ('import-1', 1, 'contracts', '2026-10-05T09:00:00Z', 'the command line', 'contracts', 'x', '{"contracts": 3, "dirty": 1}', 'committed')`)
  await world.database.load(`INSERT INTO exchange.finding (batch, number, file, record, field, found, meaning, sentence)
    VALUES ('import-1', 1, 'contracts_full.json', 'ONE', 'region', 'nothing', 'dirty', 'The region was mended.')`)
})
afterAll(() => world.close())

test.each(['lead-admin', 'lead-supply'])('%s sees each import and its report by file and field', async worker => {
  const browser = await world.as(worker)
  expect((await browser.get('/imports')).body).toContain('/imports/import-1')
  const report = (await browser.get('/imports/import-1')).body
  for (const words of ['contracts_full.json', 'region', 'The region was mended.', 'weft import undo import-1'])
    expect(report).toContain(words)
  expect((await browser.get('/imports/import-2')).statusCode).toBe(404)
})

test('a case manager sees no import of contracts', async () => {
  const browser = await world.as('lantern-manager')
  expect((await browser.get('/imports')).body).not.toContain('import-1')
  expect((await browser.get('/imports/import-1')).statusCode).toBe(404)
})

test.each(['lead-officer', 'contract-manager'])('%s does not come to imports', async worker => {
  expect((await (await world.as(worker)).get('/imports')).statusCode).toBe(403)
})
