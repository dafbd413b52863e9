import { Temporal } from 'temporal-polyfill'
import { limitCase, nameWorker } from '../../access/limits.ts'
import { assessNeeds } from '../../casework/assessment/assess-needs.ts'
import { recordRisk } from '../../casework/assessment/record-risk.ts'
import { openCase } from '../../casework/open-case.ts'
import { editContact } from '../../casework/person/edit-contact.ts'
import { addGoal, completePlan, describePlan } from '../../casework/plan/set-goals.ts'
import { achieveStep, addStep } from '../../casework/plan/take-steps.ts'
import * as answers from '../../casework/referral/answer-referral.ts'
import * as drafts from '../../casework/referral/draft/save-draft.ts'
import { startDraft } from '../../casework/referral/draft/start-draft.ts'
import { sendAgain, sendReferral } from '../../casework/referral/send-referral.ts'
import { allocateWorkers } from '../../casework/service/allocate-workers.ts'
import { bookAssessment, bookSessions } from '../../casework/service/book-session.ts'
import { endService } from '../../casework/service/end-service.ts'
import { recordSession } from '../../casework/service/record-session.ts'
import { agreeServicePlan, saveServicePlan } from '../../casework/service/service-plan.ts'
import { submitReport } from '../../casework/service/submit-report.ts'
import { bookAppointment, recordAppointment } from '../../casework/supervision/appointment.ts'
import { changeOfficer } from '../../casework/supervision/change-officer.ts'
import { closeCase } from '../../casework/supervision/close-case.ts'
import { recordSentence } from '../../casework/supervision/record-sentence.ts'
import { addRequirement } from '../../casework/supervision/requirement.ts'
import type { Scope } from '../../database/scope.ts'
import { DECLINE_REASONS, END_REASONS, NO_SESSION_REASONS } from '../../directory/reference/coded-reasons.ts'
import { acceptTransfer, type Gap } from '../../handover/accept-transfer.ts'
import { type CheckCode, missingOf } from '../../handover/checklist.ts'
import { closeGap } from '../../handover/close-gap.ts'
import { currentList } from '../../handover/current-list.ts'
import { draftTransfer } from '../../handover/draft-transfer.ts'
import { offerTransfer } from '../../handover/offer-transfer.ts'
import { prepareTransfer } from '../../handover/prepare-transfer.ts'
import { returnTransfer } from '../../handover/return-transfer.ts'
import { type CaseKey, recordLook } from '../../journal/append.ts'
import type { Act } from '../life/acts.ts'
import type { Person } from '../person.ts'
import { LIMIT_REASON, RISK_SUMMARY } from '../story/person-acts.ts'
import { REFERRAL_WORDS, UNFUNDED } from '../story/referral-acts.ts'
import { LATE } from '../story/session-acts.ts'
import { madeInto, referenceInto } from './chance.ts'

const day = (text: string) => Temporal.PlainDate.from(text)
const maybeDay = (text: string | null) => (text === null ? null : day(text))
const instant = (ms: number) => Temporal.Instant.fromEpochMilliseconds(ms)

/** What a life knows that its acts do not say: the kinds of its sessions. */
export type Known = { sessions: Map<string, Extract<Act, { act: 'book' }>> }

/** Does one act of a life by the use case of that name, with chance that makes the codes that the life already has. */
export async function replay(tx: Scope, person: Person, known: Known, act: Act): Promise<unknown> {
  const key: CaseKey = { area: person.area, caseId: person.caseId }
  switch (act.act) {
    case 'open':
      return openCase(
        tx,
        {
          area: person.area,
          firstName: person.firstName,
          lastName: person.lastName,
          dateOfBirth: day(person.born),
          sex: person.sex,
          force: person.force,
          place: person.place,
          identifiers: person.identifiers,
          officer: act.officer,
          source: act.source,
        },
        madeInto(person.caseId),
      )
    case 'limit':
      await limitCase(tx, key, { reason: LIMIT_REASON, source: 'decision' })
      for (const worker of act.named) await nameWorker(tx, key, { worker, may: 'see' })
      return
    case 'contact':
      return editContact(tx, {
        key,
        contact: { address: act.address, phone: act.phone, email: null, release_address: null },
      })
    case 'sentence': {
      const { said } = act
      return recordSentence(
        tx,
        {
          key,
          words: null,
          said: {
            kind: said.kind,
            startedOn: day(said.startedOn),
            endsOn: maybeDay(said.endsOn),
            months: said.months,
            days: 0,
            offenceOn: maybeDay(said.offenceOn),
            releaseOn: maybeDay(said.releaseOn),
            allocatedOn: null,
          },
        },
        madeInto(act.sentences.join('')),
      )
    }
    case 'require':
      return addRequirement(
        tx,
        { key, sentence: act.sentence, kind: act.kind, amount: act.amount, dueBy: null },
        madeInto(act.requirement),
      )
    case 'assess needs':
      return assessNeeds(tx, {
        key,
        scores: Object.fromEntries(act.needs.map(({ need, score }) => [need, score])),
        toOffending: act.needs.filter(need => need.severity === 'severe').map(({ need }) => need),
        toHarm: [],
        pathways: [],
      })
    case 'assess risk':
      return recordRisk(tx, {
        key,
        level: act.level,
        mappaCategory: null,
        mappaLevel: null,
        warnings: act.warnings,
        summary: RISK_SUMMARY,
      })
    case 'book': {
      known.sessions.set(act.session, act)
      const startsAt = instant(act.startsAt)
      const { minutes, method, format, worker, reference } = act
      if (reference === null)
        return bookAppointment(tx, { key, startsAt, minutes, method, worker }, madeInto(act.session))
      const local = startsAt.toZonedDateTimeISO('Europe/London')
      const booking = {
        day: local.toPlainDate(),
        start: local.toPlainTime().toString().slice(0, 5),
        minutes,
        method,
        format,
        worker,
      }
      if (act.kind === 'initial assessment') return bookAssessment(tx, { key: { ...key, reference }, ...booking })
      return bookSessions(tx, { key: { ...key, reference }, times: 1, weeks: 1, ...booking })
    }
    case 'record': {
      const booked = known.sessions.get(act.session)
      if (!booked) throw new RangeError('A session is recorded that was not booked.')
      if (booked.reference === null)
        return recordAppointment(tx, {
          key,
          session: act.session,
          attendance: act.came === 'attended' ? 'yes' : act.came === 'late' ? 'late' : 'no',
          absence: act.absence,
          done: act.done,
          next: null,
        })
      return recordSession(tx, {
        ...key,
        reference: booked.reference,
        session: act.session,
        attendance: act.came === 'attended' ? 'yes' : act.came === 'missed' ? 'no' : act.came,
        late_reason: act.came === 'late' ? LATE : undefined,
        absence: act.absence ?? undefined,
        no_session_reason: NO_SESSION_REASONS.find(reason => reason.code === act.reason)?.code,
        skills: act.skills,
        done: act.done ?? undefined,
      })
    }
    case 'plan':
      await describePlan(tx, { key, ownWords: act.ownWords, reviewOn: day(act.reviewOn) })
      for (const goal of act.goals) {
        await addGoal(tx, { key, words: goal.words, need: goal.need, weight: goal.weight }, madeInto(goal.goal))
        for (const step of goal.steps)
          await addStep(tx, { key, goal: goal.goal, words: step.words, weight: step.weight }, madeInto(step.step))
      }
      return
    case 'complete plan':
      return completePlan(tx, key)
    case 'achieve':
      return achieveStep(tx, {
        key,
        goal: act.goal,
        step: act.step,
        on: tx.now.toZonedDateTimeISO('Europe/London').toPlainDate(),
        evidence: act.evidence,
      })
    case 'draft': {
      const referral = await startDraft(tx, { ...key, category: act.category }, referenceInto(act.reference))
      await drafts.confirmPerson(tx, referral)
      const needs = [...new Set(act.wanted.map(each => each.need))]
      const outcomes = [...new Set(act.wanted.map(each => each.outcome))]
      await drafts.saveNeeds(tx, { ...referral, needs, outcomes, reason: act.reason })
      const { agreement } = act
      const choice = agreement ? `${act.provider} ${agreement.agreement} ${agreement.line}` : act.provider
      await drafts.chooseProvider(tx, { ...referral, choice, unfunded_reason: agreement ? undefined : UNFUNDED })
      await drafts.saveComplexity(tx, { ...referral, complexity: act.complexity })
      await drafts.saveTime(tx, { ...referral, most_days: act.mostDays, finish_by: day(act.finishBy) })
      await drafts.saveRisk(tx, { ...referral, risk_to_share: REFERRAL_WORDS.risk_to_share })
      await drafts.saveAccess(tx, referral)
      return drafts.saveSharing(tx, { ...referral, told_person: REFERRAL_WORDS.told_person })
    }
    case 'send':
      return sendReferral(tx, { ...key, reference: act.reference })
    case 'ask':
      return answers.askForInformation(tx, { ...key, reference: act.reference, question: act.words })
    case 'send again':
      return sendAgain(tx, { ...key, reference: act.reference, reply: act.words })
    case 'accept':
      return answers.acceptReferral(tx, { ...key, reference: act.reference, start_on: day(act.startOn) })
    case 'decline': {
      const reason = DECLINE_REASONS.find(({ code }) => code === act.reason)?.code ?? 'other'
      return answers.declineReferral(tx, { ...key, reference: act.reference, reason, words: act.words })
    }
    case 'withdraw':
      return answers.withdrawReferral(tx, { ...key, reference: act.reference, words: act.words })
    case 'allocate':
      return allocateWorkers(tx, { ...key, reference: act.reference, workers: [act.worker], lead: act.worker })
    case 'submit plan':
      return saveServicePlan(tx, {
        ...key,
        reference: act.reference,
        activities: [{ words: 'Weekly sessions', need: act.need, sessions: act.sessions }],
        words: act.words,
        submit: 'yes',
      })
    case 'agree plan':
      return agreeServicePlan(tx, { ...key, reference: act.reference })
    case 'end service': {
      const reason = END_REASONS.find(({ code }) => code === act.reason)?.code
      return endService(tx, { ...key, reference: act.reference, as: act.as, reason, words: act.words ?? undefined })
    }
    case 'report':
      return submitReport(tx, {
        ...key,
        reference: act.reference,
        outcomes: act.outcomes.map(each => ({ ...each, comments: null })),
        further: act.further,
      })
    case 'offer': {
      const transfer = await draftTransfer(
        tx,
        { ...key, kind: act.kind, to: act.to, toArea: act.toArea, reason: act.reason, ownWords: act.ownWords },
        referenceInto(act.reference),
      )
      await prepareTransfer(
        tx,
        { ...key, reference: transfer.reference, ownWords: act.ownWords, words: act.words },
        undefined,
      )
      return offerTransfer(tx, { ...key, reference: transfer.reference }, undefined)
    }
    case 'return hand-over':
      return returnTransfer(tx, { ...key, reference: act.reference, items: act.items, words: act.words }, undefined)
    case 'offer again':
      return offerTransfer(tx, { ...key, reference: act.reference }, undefined)
    case 'accept hand-over': {
      const { reference, officer } = act
      const gaps: Partial<Record<CheckCode, Gap>> = {}
      for (const item of missingOf(await currentList(tx, { ...key, reference })))
        gaps[item.code] = { closer: 'receiver', by: day(act.closeBy) }
      return acceptTransfer(tx, { ...key, reference, officer, effectiveOn: day(act.effectiveOn), gaps }, undefined)
    }
    case 'close gaps': {
      const open = await tx.db
        .selectFrom('handover.check_item')
        .select('item')
        .where('case_id', '=', key.caseId)
        .where('reference', '=', act.reference)
        .where('state', '=', 'gap accepted')
        .execute()
      for (const { item } of open) {
        const code = missingCode(item)
        await closeGap(tx, { ...key, reference: act.reference, item: code }, undefined)
      }
      return
    }
    case 'change officer':
      return changeOfficer(tx, { key, officer: act.officer, reason: act.reason })
    case 'close':
      return closeCase(tx, { key, reason: 'sentence ended' })
    case 'look':
      return recordLook(tx, act.what, [key])
    case 'take effect':
      throw new RangeError('Hand-overs take effect by the clock.')
  }
}

function missingCode(item: string): CheckCode {
  if (item === 'appointments' || item === 'plan' || item === 'risk' || item === 'identity' || item === 'sentence')
    return item
  throw new RangeError(`${item} is never missing.`)
}
