import { isolation } from './isolation/index.ts'
import type { Proof } from './proof.ts'

/** Every large proof, in the order in which they run. */
export const PROOFS: readonly Proof[] = [isolation]
