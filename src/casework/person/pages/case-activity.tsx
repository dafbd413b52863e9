import { capital, instantInWords } from '../../../kernel/words.ts'
import { Details, Table, Timeline } from '../../../web/components/index.ts'
import { type CaseHeader, caseUrl } from '../../read-model.ts'
import type { Appointment, CaseRecord } from '../case-record.ts'
import type { NoteRow } from '../notes.ts'
import type { Happened } from '../timeline.ts'
import { NOTE_CLASSES, NOTE_READERS } from '../write-note.ts'

/** What is done with the person: services, appointments, notes, and what happened. */
export const Activity = ({ record }: { record: CaseRecord }) => (
  <>
    <Referrals record={record} />
    <Appointments record={record} />
    <h2 class="govuk-heading-l" id="notes">
      Notes
    </h2>
    {record.notes.length === 0 && (
      <p class="govuk-body">No note that you may read. Notes that are shared with you stand here, newest first.</p>
    )}
    {record.notes.map(note => (
      <Note note={note} record={record} />
    ))}
    <h2 class="govuk-heading-l" id="timeline">
      Timeline
    </h2>
    <Happenings happened={record.happened} headingLevel={3} />
    <p class="govuk-body">
      <a class="govuk-link" href={`${caseUrl(record.header)}/timeline`}>
        The whole timeline
      </a>
    </p>
  </>
)

const Referrals = ({ record: { header, referrals } }: { record: CaseRecord }) => (
  <>
    <h2 class="govuk-heading-l" id="referrals">
      Referrals and services
    </h2>
    <Table
      caption="Referrals and services"
      captionClasses="govuk-visually-hidden"
      phone="stack"
      firstCellIsHeader
      empty="No referral that you may see. Referrals and the services that follow stand here."
      head={['Reference', 'For', 'To', 'State']}
      rows={referrals.map(referral => [
        <a class="govuk-link" href={`${caseUrl(header)}/referrals/${referral.reference}`}>
          {referral.reference}
        </a>,
        capital(referral.category.replaceAll(/[_-]/g, ' ')),
        referral.provider ?? 'Not chosen yet',
        capital(referral.serviceState ?? referral.state),
      ])}
    />
  </>
)

const ATTENDANCE: Readonly<Record<string, string>> = { late: 'Attended, late', missed: 'Missed' }

const cameOf = ({ state, absence }: Appointment): string => {
  const words = ATTENDANCE[state] ?? capital(state)
  return absence === null ? words : `${words}, ${absence}`
}

const Appointments = ({ record: { header, appointments, moves, now } }: { record: CaseRecord }) => (
  <>
    <h2 class="govuk-heading-l" id="appointments">
      Appointments
    </h2>
    <Table
      caption="The latest appointments"
      captionClasses="govuk-visually-hidden"
      phone="stack"
      firstCellIsHeader
      empty="No appointment that you may see. Appointments and what came of them stand here."
      head={['When', 'What', 'With', 'State']}
      rows={appointments.map(appointment => [
        instantInWords(appointment.startsAt),
        `${capital(appointment.kind)}, ${appointment.method}`,
        [appointment.worker, appointment.organisation].filter(name => name !== null).join(', '),
        moves.record && isToRecord(appointment, now.epochMilliseconds) ? (
          <a class="govuk-link" href={`${caseUrl(header)}/appointments/${appointment.session}/record`}>
            Record attendance
          </a>
        ) : (
          cameOf(appointment)
        ),
      ])}
    />
  </>
)

const isToRecord = ({ kind, state, startsAt }: Appointment, now: number) =>
  kind === 'supervision' && state === 'booked' && startsAt.epochMilliseconds <= now

const readersOf = (of: string): string => {
  const known = NOTE_CLASSES.find(one => one === of)
  return known ? NOTE_READERS[known] : of
}

const Note = ({ note, record: { header, moves } }: { note: NoteRow; record: CaseRecord }) => (
  <article class="weft-note">
    <p class="govuk-body weft-note__words">{note.words}</p>
    <p class="govuk-hint govuk-!-margin-bottom-1">
      {note.by}, {note.organisation}, {instantInWords(note.at)}. Read by: {readersOf(note.class).toLowerCase()}.
    </p>
    {note.before.length > 0 && (
      <Details
        summary={
          note.before.length === 1
            ? 'Corrected: the note before'
            : `Corrected ${note.before.length} times: the notes before`
        }
      >
        {note.before.map(before => (
          <p class="govuk-body weft-note__words">
            {before.words}
            <br />
            <span class="govuk-hint">
              {before.by}, {instantInWords(before.at)}
            </span>
          </p>
        ))}
      </Details>
    )}
    {moves.note && (
      <p class="govuk-body-s">
        <a class="govuk-link" href={`${caseUrl(header)}/notes/new?corrects=${note.note}`}>
          Correct<span class="govuk-visually-hidden"> the note of {instantInWords(note.at)}</span>
        </a>
      </p>
    )}
  </article>
)

export const Happenings = ({ happened, headingLevel }: { happened: readonly Happened[]; headingLevel: 2 | 3 }) =>
  happened.length === 0 ? (
    <p class="govuk-body">Nothing that you may see has happened yet.</p>
  ) : (
    <Timeline
      headingLevel={headingLevel}
      items={happened.map(event => ({
        title: event.what,
        at: event.at.toString(),
        when: instantInWords(event.at),
        ...(event.by === null ? {} : { by: event.by }),
        ...(event.detail === null ? {} : { children: event.detail }),
      }))}
    />
  )

export type TimelineModel = { header: CaseHeader; happened: Happened[]; earlier: bigint | null }
