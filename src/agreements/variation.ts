import type { Volume } from './read-model.ts'

/** A month of a line in which two versions differ; nothing where that version has no such month. */
export type VolumeChange = {
  readonly line: number
  readonly month: string
  readonly was: Volume | null
  readonly is: Volume | null
}

/** What a version changes in volumes and cash against the one before. */
export function volumeChanges(before: readonly Volume[], after: readonly Volume[]): VolumeChange[] {
  const key = (volume: Volume) => `${String(volume.line).padStart(6, '0')} ${volume.month}`
  const was = new Map(before.map(volume => [key(volume), volume]))
  const is = new Map(after.map(volume => [key(volume), volume]))
  return [...new Set([...was.keys(), ...is.keys()])]
    .sort()
    .map(each => ({ was: was.get(each) ?? null, is: is.get(each) ?? null }))
    .filter(({ was, is }) => !same(was, is))
    .flatMap(change => {
      const volume = change.is ?? change.was
      return volume === null ? [] : [{ line: volume.line, month: volume.month, ...change }]
    })
}

const same = (one: Volume | null, other: Volume | null) =>
  one?.minimum === other?.minimum && one?.expected === other?.expected && one?.cashPence === other?.cashPence

/** What a version changes in all: minimum and expected starts, and pence. */
export function effectOf(changes: readonly VolumeChange[]) {
  const sum = (of: (volume: Volume) => number) =>
    changes.reduce((so, { was, is }) => so + (is === null ? 0 : of(is)) - (was === null ? 0 : of(was)), 0)
  const cash = changes.reduce((so, { was, is }) => so + (is?.cashPence ?? 0n) - (was?.cashPence ?? 0n), 0n)
  return { minimum: sum(volume => volume.minimum), expected: sum(volume => volume.expected), cashPence: cash }
}
