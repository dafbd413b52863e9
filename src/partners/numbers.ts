import { invalid } from '../kernel/errors.ts'

const CHARITY = /^\d{6,7}(-\d{1,2})?$/
const COMPANY = /^(\d{8}|[A-Z]{2}\d{6}|[A-Z]{3}\d{5})$/

const compact = (text: string) => text.replace(/\s+/g, '').toUpperCase()

/**
 * A charity's number in England and Wales by its shape: six or seven digits, a linked charity with its suffix
 * (`1234567-1`). Refuses others with `input.invalid`.
 */
export function parseCharityNumber(text: string): string {
  const written = compact(text)
  if (CHARITY.test(written)) return written
  throw invalid({
    field: 'charity_number',
    sentence: 'Write the charity number as six or seven digits, such as 1234567.',
  })
}

/**
 * A company's number by its shape: eight digits, or a prefix of two or three letters and digits up to eight (`CE001234`).
 * Short numbers are filled up with noughts. Refuses others with `input.invalid`.
 */
export function parseCompanyNumber(text: string): string {
  const written = compact(text)
  const full = /^\d{6,7}$/.test(written) ? written.padStart(8, '0') : written
  if (COMPANY.test(full)) return full
  throw invalid({
    field: 'company_number',
    sentence: 'Write the company number as eight characters, such as 01234567 or CE001234.',
  })
}
