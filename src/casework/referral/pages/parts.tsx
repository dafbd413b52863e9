import type { ComponentChildren } from 'preact'
import { capital, dateInWords, instantInWords } from '../../../kernel/words.ts'
import type { Said, SummaryRow, TagColour } from '../../../web/components/index.ts'
import { Tag } from '../../../web/components/index.ts'
import type { Again } from '../../../web/routing/route.ts'
import type { PersonOutline, WhyLine } from '../load-referral.ts'
import { type ReferralState, STATE_WORDS } from '../referral.ts'

/** What stands in a form: what the person wrote where it came back with an error, else what the record holds. */
export const saidOr = (again: Again, record: Said): Said => (again.errors.length > 0 ? again.said : record)

const COLOURS: Readonly<Record<ReferralState, TagColour>> = {
  draft: 'grey',
  sent: 'blue',
  returned: 'yellow',
  accepted: 'green',
  declined: 'red',
  withdrawn: 'grey',
}

export const StateTag = ({ state }: { state: ReferralState }) => <Tag colour={COLOURS[state]}>{STATE_WORDS[state]}</Tag>

export const NotSaid = ({ children = 'Not given' }: { children?: ComponentChildren }) => (
  <span class="govuk-hint">{children}</span>
)

/** Words of several lines, as they were written. */
export const Paragraphs = ({ text }: { text: string | null }) =>
  text === null ? (
    <NotSaid />
  ) : (
    <div>
      {text.split(/\n+/).map(line => (
        <p class="govuk-body">{line}</p>
      ))}
    </div>
  )

export const List = ({ items, none }: { items: readonly ComponentChildren[]; none: string }) =>
  items.length === 0 ? (
    <NotSaid>{none}</NotSaid>
  ) : (
    <ul class="govuk-list">
      {items.map(item => (
        <li>{item}</li>
      ))}
    </ul>
  )

export const inWords = (words: string | null): ComponentChildren => (words === null ? <NotSaid /> : capital(words))

/** `July 2027` out of `2027-07`. */
const monthInWords = (month: string) => {
  const [year, number] = month.split('-')
  return new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    Date.UTC(Number(year), Number(number) - 1, 1),
  )
}

/** Who it is about, without a name where the viewer may not know it. */
export const personRows = (person: PersonOutline): SummaryRow[] => [
  ...(person.name === null ? [] : [{ key: 'Name', value: person.name }]),
  { key: 'Age', value: person.ageBand },
  { key: 'Sex', value: capital(person.sex) },
  { key: 'Where', value: person.place ?? <NotSaid /> },
  {
    key: 'Sentence',
    value: person.sentence ? (
      `${capital(person.sentence.kind)}${person.sentence.endsMonth ? `, ends ${monthInWords(person.sentence.endsMonth)}` : ''}`
    ) : (
      <NotSaid>No sentence recorded</NotSaid>
    ),
  },
  {
    key: 'Risk of serious harm',
    value: person.risk ? (
      `${capital(person.risk.level)}${person.risk.mappaLevel ? `, MAPPA level ${person.risk.mappaLevel}` : ''}`
    ) : (
      <NotSaid>Not assessed</NotSaid>
    ),
  },
  { key: 'What a host must know', value: <List items={person.risk?.warnings ?? []} none="No warnings recorded" /> },
  { key: 'Adjustments needed', value: <List items={person.adjustments} none="None recorded" /> },
]

/** Why this record is shown to the viewer. */
export const Why = ({ lines }: { lines: readonly WhyLine[] }) => (
  <ul class="govuk-list govuk-list--bullet">
    {lines.map(line => (
      <li>
        Your organisation sees this because {line.reason}: {line.classes.join(', ')}
        {line.until === null ? '.' : `, until ${instantInWords(line.until)}.`}
      </li>
    ))}
  </ul>
)

export const dayOr = (day: Parameters<typeof dateInWords>[0] | null): ComponentChildren =>
  day === null ? <NotSaid /> : dateInWords(day)
