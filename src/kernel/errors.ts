/**
 * Every way in which Weft says no, with its HTTP status. A code is thrown with a plain sentence that says what to do;
 * the sentence is shown to the person, the code to machines. Codes are documented in `docs/errors.md`.
 */
export const ERROR_STATUS = {
  /** What was sent does not have the shape or the values asked for. */
  'input.invalid': 422,
  /** The body is larger, deeper or of another type than the entry point takes. */
  'input.unreadable': 400,
  /** It does not exist, or the person may not know that it exists: the two answer alike. */
  not_found: 404,
  /** The person may see the thing and may not do this with it; the sentence says who may. */
  not_allowed: 403,
  /** Nobody is signed in. */
  'access.sign_in': 401,
  /** Something must be done before anything else: an own password chosen, or a second factor set up. */
  'access.first': 403,
  /** The name, password or code is wrong, or the account is locked: one sentence for all three. */
  'access.refused': 401,
  /** Too many tries, streams or answers in a minute; wait. */
  'access.too_many': 429,
  /** The form did not come from a page of ours, or the session has ended since. */
  'access.forged': 403,
  /** Somebody changed it since it was read, and the answer shows both; or somebody is changing it now. */
  'change.clash': 409,
  /** The state of the thing does not allow this move. */
  'state.refused': 409,
  /** The same idempotency key was used for another request. */
  'key.reused': 409,
  /** If-Match names a version that is no longer the current one. */
  'version.stale': 412,
  /** A rule of the agreement refuses it, such as payment by results on a voluntary-sector subcontract. */
  'agreement.refused': 422,
  /** The calendar does not reach that far; a date is never guessed. */
  'calendar.unknown': 422,
  /** What depends on it must go first; the sentence lists it. */
  'undo.refused': 409,
  /** Weft cannot run as set up; the sentence says what to change. */
  'setup.refused': 500,
  /** Something outside answered wrongly or not at all, the database among it. */
  'outside.failed': 502,
} as const

export type ErrorCode = keyof typeof ERROR_STATUS

/** A field that must be mended, named as the form or the schema names it. */
export type FieldError = { field: string; sentence: string }

/** The one error class. `sentence` is plain English for the person; `fields` name what to mend. */
export class WeftError extends Error {
  readonly code: ErrorCode
  readonly fields: readonly FieldError[]

  constructor(code: ErrorCode, sentence: string, fields: readonly FieldError[] = []) {
    super(sentence)
    this.name = 'WeftError'
    this.code = code
    this.fields = fields
  }

  /** What the person is told. */
  get sentence(): string {
    return this.message
  }

  get status(): number {
    return ERROR_STATUS[this.code]
  }
}

/** The answer for what does not exist and for what may not be seen: always the same words. */
export const notFound = () =>
  new WeftError('not_found', 'Page not found. Check the address, or start again from Today.')

export const invalid = (...fields: FieldError[]) =>
  new WeftError('input.invalid', fields.map(field => field.sentence).join(' '), fields)
