import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { holderOf, lockFolder } from './lock.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weft-lock-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

test('of many who find the lock of a dead process exactly one takes the folder', async () => {
  await writeFile(join(folder, 'weft.lock.7'), `${process.pid} another boot 1\n`)
  const tries = await Promise.allSettled(Array.from({ length: 12 }, () => lockFolder(folder)))
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  expect(await readdir(folder)).toEqual(['weft.lock.8'])
})

test('a folder is held until it is released, and then free for the next', async () => {
  const lock = await lockFolder(folder)
  expect(await holderOf(folder)).toEqual(process.pid)
  await lock.release()
  expect(await holderOf(folder)).toEqual(undefined)
  await lockFolder(folder)
  expect(await readdir(folder)).toEqual(['weft.lock.2'])
})

test('a release comes to an end when a later lock has replaced its own', async () => {
  const first = await lockFolder(folder)
  await first.release()
  await lockFolder(folder)
  await first.release()
  expect(await holderOf(folder)).toEqual(process.pid)
})
