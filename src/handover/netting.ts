import { invalid } from '../kernel/errors.ts'
import type { Pence } from '../kernel/money.ts'

/** What one organisation claims of another for one case. */
export type Claim = {
  readonly claimant: string
  readonly on: string
  /** Above nought. */
  readonly amount: Pence
  readonly reference: string
}

/** What `debtor` owes `creditor` once the claims of both are set against each other, with the cases behind it. */
export type PairNet = {
  readonly creditor: string
  readonly debtor: string
  readonly amount: Pence
  readonly references: readonly string[]
}

/** What an organisation is owed by all others together; negative is owed to them. All balances add up to nought. */
export type Balance = { readonly organisation: string; readonly amount: Pence }

export type Payment = { readonly payer: string; readonly payee: string; readonly amount: Pence }

/** Open balances up to which the fewest payments are found for certain; beyond, few are found, at most one fewer than parties. */
const CERTAIN_UP_TO = 16

/**
 * `one`'s claims on `other` less `other`'s on `one`; netting the other way round gives the negative. Refuses as
 * `pairNets` does.
 */
export function netBetween(claims: readonly Claim[], one: string, other: string): Pence {
  refuse(claims)
  const claimed = (claimant: string, on: string) =>
    sum(claims.filter(claim => claim.claimant === claimant && claim.on === on).map(claim => claim.amount))
  return claimed(one, other) - claimed(other, one)
}

/**
 * One amount for every pair with claims between them, by name; a pair whose claims cancel stays, with nought. Refuses
 * with `input.invalid` a claim that is not above nought, and one on the claimant itself. Source: handover.md.
 */
export function pairNets(claims: readonly Claim[]): PairNet[] {
  refuse(claims)
  const pairs = new Map<string, Claim[]>()
  for (const claim of claims) {
    const pair = JSON.stringify([claim.claimant, claim.on].toSorted(byName))
    const between = pairs.get(pair)
    if (between) between.push(claim)
    else pairs.set(pair, [claim])
  }
  return [...pairs.entries()]
    .toSorted(([one], [other]) => byName(one, other))
    .flatMap(([, between]) => netOfPair(between))
}

/** What each organisation is owed over all, by name. Refuses as `pairNets` does. */
export function balances(claims: readonly Claim[]): Balance[] {
  refuse(claims)
  const owed = new Map<string, Pence>()
  for (const { claimant, on, amount } of claims) {
    owed.set(claimant, (owed.get(claimant) ?? 0n) + amount)
    owed.set(on, (owed.get(on) ?? 0n) - amount)
  }
  return [...owed]
    .map(([organisation, amount]) => ({ organisation, amount }))
    .toSorted((one, other) => byName(one.organisation, other.organisation))
}

/**
 * The payments that settle everybody: the fewest there can be while at most sixteen balances are left once equal and
 * opposite ones have paid each other. The same balances give the same payments. Refuses with `input.invalid` balances
 * that do not add up to nought.
 */
export function fewestPayments(all: readonly Balance[]): Payment[] {
  if (sum(all.map(balance => balance.amount)) !== 0n)
    throw invalid({ field: 'balances', sentence: 'The balances do not add up to nought. Check the claims.' })
  const { pairs, left } = pairOff(all.filter(balance => balance.amount !== 0n))
  const groups = left.length <= CERTAIN_UP_TO ? mostGroups(left) : [left]
  return [...pairs, ...groups].flatMap(settle)
}

function netOfPair(between: readonly Claim[]): PairNet[] {
  const [first] = between
  if (!first) return []
  const net = netBetween(between, first.claimant, first.on)
  const [creditor, debtor] = net < 0n ? [first.on, first.claimant] : [first.claimant, first.on]
  const references = [...new Set(between.map(claim => claim.reference))].toSorted(byName)
  return [{ creditor, debtor, amount: net < 0n ? -net : net, references }]
}

/** Two balances that cancel are settled by one payment; no better use of either exists. */
function pairOff(all: readonly Balance[]): { pairs: Balance[][]; left: Balance[] } {
  const pairs: Balance[][] = []
  const left: Balance[] = []
  for (const balance of all) {
    const at = left.findIndex(other => other.amount === -balance.amount)
    if (at === -1) left.push(balance)
    else pairs.push([...left.splice(at, 1), balance])
  }
  return { pairs, left }
}

/**
 * Splits balances into as many groups that each add up to nought as there can be: k parties of a group need k − 1
 * payments, so the most groups make the fewest payments. Dynamic programme over the subsets, a bit for each party.
 */
function mostGroups(all: readonly Balance[]): Balance[][] {
  const size = 1 << all.length
  const total = Array.from({ length: size }, () => 0n)
  const most = new Int32Array(size)
  const lastAdded = new Int32Array(size)
  for (let subset = 1; subset < size; subset += 1) {
    const lowest = 31 - Math.clz32(subset & -subset)
    total[subset] = (total[subset & (subset - 1)] ?? 0n) + (all[lowest]?.amount ?? 0n)
    let best = -1
    for (let party = 0; party < all.length; party += 1) {
      if ((subset & (1 << party)) === 0) continue
      const without = most[subset ^ (1 << party)] ?? 0
      if (without > best) {
        best = without
        lastAdded[subset] = party
      }
    }
    most[subset] = best + (total[subset] === 0n ? 1 : 0)
  }
  return groupsOf(all, total, lastAdded)
}

/** Walks back through the programme; a group ends wherever the parties left add up to nought. */
function groupsOf(all: readonly Balance[], total: readonly bigint[], lastAdded: Int32Array): Balance[][] {
  const groups: Balance[][] = []
  for (let subset = (1 << all.length) - 1; subset !== 0; ) {
    if (total[subset] === 0n) groups.push([])
    const party = lastAdded[subset] ?? 0
    groups.at(-1)?.push(...all.slice(party, party + 1))
    subset ^= 1 << party
  }
  return groups
}

/** Each debtor in turn pays the creditors in turn: one payment fewer than there are parties, at most. */
function settle(group: readonly Balance[]): Payment[] {
  const owing = group.filter(one => one.amount < 0n).map(one => ({ name: one.organisation, left: -one.amount }))
  const owed = group.filter(one => one.amount > 0n).map(one => ({ name: one.organisation, left: one.amount }))
  const payments: Payment[] = []
  for (let [debtor, creditor] = [owing.shift(), owed.shift()]; debtor && creditor; ) {
    const amount = debtor.left < creditor.left ? debtor.left : creditor.left
    payments.push({ payer: debtor.name, payee: creditor.name, amount })
    debtor.left -= amount
    creditor.left -= amount
    if (debtor.left === 0n) debtor = owing.shift()
    if (creditor.left === 0n) creditor = owed.shift()
  }
  return payments
}

function refuse(claims: readonly Claim[]): void {
  if (claims.some(claim => claim.amount <= 0n))
    throw invalid({ field: 'claims', sentence: 'Give each claim an amount above nought.' })
  if (claims.some(claim => claim.claimant === claim.on))
    throw invalid({ field: 'claims', sentence: 'An organisation cannot claim of itself. Check the claims.' })
}

const sum = (amounts: readonly Pence[]): Pence => amounts.reduce((so, amount) => so + amount, 0n)

const byName = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
