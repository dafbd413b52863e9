import type { Rule } from '../rule.ts'
import { caseClosed } from './case-closed.ts'
import { glassReview } from './glass.ts'
import { handOverAnswered, handOverGap, handOverLanded, responsibilityPasses } from './handover.ts'
import { answerReferral, initialAssessment } from './referral.ts'
import { agreePlan, endOfServiceReport } from './service.ts'
import { recordSession } from './session.ts'
import { firstAppointment, planComplete, sentenceChanged } from './supervision.ts'

/** Every rule, in the order in which they look at an event. */
export const RULES: readonly Rule[] = [
  answerReferral,
  initialAssessment,
  agreePlan,
  endOfServiceReport,
  recordSession,
  firstAppointment,
  planComplete,
  sentenceChanged,
  handOverAnswered,
  handOverLanded,
  responsibilityPasses,
  handOverGap,
  glassReview,
  caseClosed,
]
