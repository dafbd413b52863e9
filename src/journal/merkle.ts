import { createHash, hash as hashOf } from 'node:crypto'

/** The tree over no leaves. */
const EMPTY = createHash('sha256').digest()
const NODE = Buffer.from([1])

const join = (left: Buffer, right: Buffer): Buffer => hashOf('sha256', Buffer.concat([NODE, left, right]), 'buffer')

/** A Merkle tree that takes its leaves one after the other and keeps only the edge of full trees, after RFC 6962, 2.1. */
export type MerkleTree = { add(leaf: Buffer): void; root(): Buffer; leaves(): bigint }

export function merkleTree(): MerkleTree {
  const edge: { hash: Buffer; height: number }[] = []
  let count = 0n
  return {
    add(leaf) {
      let hash = leaf
      let height = 0
      for (let last = edge.at(-1); last !== undefined && last.height === height; last = edge.at(-1)) {
        hash = join(last.hash, hash)
        height++
        edge.pop()
      }
      edge.push({ hash, height })
      count++
    },
    root: () =>
      edge.reduceRight<Buffer | undefined>((right, { hash }) => (right ? join(hash, right) : hash), undefined) ?? EMPTY,
    leaves: () => count,
  }
}

/** What a seal stands for, in the order in which it is hashed. */
export type SealOf = {
  number: bigint
  epoch: number
  fromTx: string
  toTx: string
  events: bigint
  root: Buffer
  previous: Buffer
}

/** The head after a seal: the one value that proves it and all before it. */
export const headOf = (seal: SealOf): Buffer =>
  createHash('sha256')
    .update(seal.previous)
    .update(seal.root)
    .update([seal.number, seal.epoch, seal.fromTx, seal.toTx, seal.events].join('|'), 'utf8')
    .digest()

/** What the first seal is chained to. */
export const FIRST_PREVIOUS: Buffer = createHash('sha256').update('weft journal', 'utf8').digest()
