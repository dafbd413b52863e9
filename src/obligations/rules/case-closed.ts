import type { Rule } from '../rule.ts'

/** What a case no longer asks for once nobody is responsible for it; its booked appointments are cancelled as it closes. */
const ENDS_WITH_THE_CASE: readonly string[] = [
  'SL001R',
  'SL002R',
  'SL003R',
  'SL004R',
  'agree-plan',
  'record-session',
  'handover-landed',
  'handover-gap',
]

/** A case that closes ends what responsibility owed. */
export const caseClosed: Rule = {
  'case.closed': async ({ known, happening }) =>
    known
      .filter(one => ENDS_WITH_THE_CASE.includes(one.code))
      .map(({ code, subject }) => ({
        act: 'end',
        code,
        subject,
        as: 'void',
        at: happening.occurredAt,
        because: 'The case was closed.',
      })),
}
