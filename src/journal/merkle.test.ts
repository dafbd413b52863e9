import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { merkleTree } from './merkle.ts'

const sha = (...parts: Buffer[]) => createHash('sha256').update(Buffer.concat(parts)).digest()

/** RFC 6962, 2.1, word for word: split at the largest power of two below the count. */
function byDefinition(leaves: readonly Buffer[]): Buffer {
  const [only] = leaves
  if (only === undefined) return sha()
  if (leaves.length === 1) return only
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return sha(Buffer.from([1]), byDefinition(leaves.slice(0, split)), byDefinition(leaves.slice(split)))
}

test('leaves taken one after the other give the root of the tree as RFC 6962 defines it', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ minLength: 32, maxLength: 32 }), { maxLength: 70 }), given => {
      const leaves = given.map(bytes => Buffer.from(bytes))
      const tree = merkleTree()
      for (const leaf of leaves) tree.add(leaf)
      expect(tree.root().toString('hex')).toBe(byDefinition(leaves).toString('hex'))
      expect(tree.leaves()).toBe(BigInt(leaves.length))
    }),
  )
})
