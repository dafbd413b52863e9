import { Temporal } from 'temporal-polyfill'
import { Type } from 'typebox'
import type { CaseKey } from '../journal/append.ts'
import type { PlainDate } from '../kernel/calendar.ts'
import { caseParams } from '../web/routing/fields.ts'
import type { Next } from '../web/routing/route.ts'
import { caseUrl } from './read-model.ts'

/** What the routes about one case have in common. */
export type CaseInput = { area: string; case_id: string }

export const caseInput = Type.Object(caseParams)
export const onCase = { zone: 'case', purpose: 'supervise' } as const

export const keyOf = (input: CaseInput): CaseKey => ({ area: input.area, caseId: input.case_id })
export const showsCase = ({ header }: { header: CaseKey }): CaseKey[] => [header]
export const toCase = (input: CaseInput, flash: string): Next => ({ to: caseUrl(keyOf(input)), flash })

/** A day out of a form, or nothing where none was given. */
export const dayOf = (words: string | undefined): PlainDate | null =>
  words === undefined ? null : Temporal.PlainDate.from(words)
