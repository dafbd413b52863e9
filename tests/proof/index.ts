import { accessibility } from './accessibility/index.ts'
import { faults } from './faults.ts'
import { hostile } from './hostile/index.ts'
import { isolation } from './isolation/index.ts'
import { live } from './live/index.ts'
import { load } from './load.ts'
import { month } from './month/index.ts'
import { plans } from './plans/index.ts'
import type { Proof } from './proof.ts'

/** Every large proof, in the order in which they run. */
export const PROOFS: readonly Proof[] = [isolation, hostile, faults, load, plans, month, live, accessibility]
