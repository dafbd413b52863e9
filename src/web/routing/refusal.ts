import pg from 'pg'
import { isLost } from '../../database/lost.ts'
import { isClash } from '../../database/scope.ts'
import { WeftError } from '../../kernel/errors.ts'

/** Errors that a person mends on the form they sent, which is shown again with their words. */
const MENDED_ON_THE_FORM = new Set([
  'input.invalid',
  'change.clash',
  'state.refused',
  'not_allowed',
  'agreement.refused',
  'calendar.unknown',
  'undo.refused',
  'access.refused',
  'access.too_many',
])

export const mendedOnTheForm = (error: WeftError): boolean => MENDED_ON_THE_FORM.has(error.code)

/** What PostgreSQL or the server refused, as one of ours; undefined: a fault of our own. */
export function refusalOf(error: unknown): WeftError | undefined {
  if (error instanceof WeftError) return error
  if (isClash(error))
    return new WeftError(
      'change.clash',
      'Others are changing the same thing at this moment. Nothing was changed; try again.',
    )
  if (isLost(error))
    return new WeftError('outside.failed', 'The database does not answer. Nothing was changed; try again in a minute.')
  if (error instanceof pg.DatabaseError) return ofDatabase(error)
  if (error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500)
    return ofServer(error.statusCode)
  return undefined
}

function ofDatabase(error: pg.DatabaseError): WeftError | undefined {
  switch (error.code) {
    case '23505':
      return new WeftError('change.clash', 'Somebody did the same at this moment. Look at how it stands now.')
    case '42501':
      return new WeftError('not_allowed', 'This is not yours to change.')
    case '22021':
    case '22P05':
      return new WeftError('input.invalid', 'Some of the characters sent cannot be kept. Remove them and try again.')
    case '22003':
      return new WeftError('input.invalid', 'A number sent is greater than any that is kept. Check the numbers.')
    case '53100':
      return new WeftError(
        'outside.failed',
        'There is no room left where the database is kept. Nothing was changed, and nothing can be saved until there is room again; tell whoever runs Weft.',
      )
    case '53200':
      return new WeftError(
        'outside.failed',
        'Too much is being written at this moment. Nothing was changed; try again.',
      )
    case '55P03':
      return new WeftError(
        'change.clash',
        'Somebody is at work on the same thing for longer than usual. Nothing was changed; try again in a minute.',
      )
    case '57014':
      return new WeftError(
        'outside.failed',
        'This took too long and was stopped. Nothing was changed; ask for less, or try again.',
      )
    default:
      return undefined
  }
}

function ofServer(status: number): WeftError {
  if (status === 429) return new WeftError('access.too_many', 'Too many tries. Wait a minute and try again.')
  if (status === 404) return new WeftError('not_found', 'Page not found. Check the address, or start again from Today.')
  if (status === 413)
    return new WeftError('input.unreadable', 'That is larger than Weft takes here. Send less at a time.')
  return new WeftError('input.unreadable', 'What was sent could not be read. Check it and send it again.')
}
