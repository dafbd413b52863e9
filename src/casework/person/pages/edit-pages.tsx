import { capital } from '../../../kernel/words.ts'
import { DateInput, dateField, field, Radios, type Said, Textarea, TextInput } from '../../../web/components/index.ts'
import type { Again } from '../../../web/routing/route.ts'
import type { CaseHeader } from '../../read-model.ts'
import type { Identity } from '../case-record.ts'
import type { Contact } from '../edit-contact.ts'
import { SEXES } from '../edit-identity.ts'
import { IDENTIFIER_KINDS, IDENTIFIER_LABELS } from '../identifier.ts'
import { NOTE_READERS, type NoteClass } from '../write-note.ts'
import { CaseFormPage } from './case-form.tsx'

/** What the record holds, or what the person wrote where a form comes back. */
export const saidOr = (again: Again, held: Said): Said => (again.errors.length > 0 ? again.said : held)

export type IdentityModel = { header: CaseHeader; identity: Identity; sex: string; version: number }

export const IdentityPage = ({ model, again }: { model: IdentityModel; again: Again }) => {
  const { header, identity } = model
  const said = saidOr(again, {
    first_name: identity.firstName,
    middle_names: identity.middleNames ?? '',
    last_name: identity.lastName,
    known_as: identity.knownAs ?? '',
    language: identity.language ?? '',
    sex: model.sex,
    'born-day': identity.dateOfBirth?.day.toString(),
    'born-month': identity.dateOfBirth?.month.toString(),
    'born-year': identity.dateOfBirth?.year.toString(),
  })
  const ask = (name: string) => ({
    ...field(again.errors, said, name),
    classes: 'govuk-input--width-20',
    autocomplete: 'off',
  })
  return (
    <CaseFormPage
      header={header}
      title="Change name and date of birth"
      path="/identity"
      errors={again.errors}
      version={model.version}
    >
      <TextInput label="First name" {...ask('first_name')} />
      <TextInput label="Middle names, if any" {...ask('middle_names')} />
      <TextInput label="Last name" {...ask('last_name')} />
      <TextInput label="Known as, if another name" {...ask('known_as')} />
      <DateInput
        legend="Date of birth, if known"
        hint="For example, 17 5 1990"
        {...dateField(again.errors, said, 'born')}
      />
      <Radios
        legend="Sex"
        legendClasses="govuk-fieldset__legend--s"
        items={SEXES.map(sex => ({ value: sex, text: capital(sex) }))}
        {...field(again.errors, said, 'sex')}
      />
      <TextInput label="Language, if not English" {...ask('language')} />
    </CaseFormPage>
  )
}

export const IdentifierPage = ({ model, again }: { model: { header: CaseHeader }; again: Again }) => (
  <CaseFormPage
    header={model.header}
    title="Add an identifier"
    path="/identifiers/new"
    errors={again.errors}
    send="Add"
  >
    <Radios
      legend="Kind"
      legendClasses="govuk-fieldset__legend--s"
      items={IDENTIFIER_KINDS.map(kind => ({ value: kind, text: IDENTIFIER_LABELS[kind] }))}
      {...field(again.errors, again.said, 'kind')}
    />
    <TextInput
      label="Identifier"
      {...field(again.errors, again.said, 'value')}
      classes="govuk-input--width-10"
      autocomplete="off"
    />
  </CaseFormPage>
)

export type ContactModel = { header: CaseHeader; contact: Contact; version: number }

export const ContactPage = ({ model, again }: { model: ContactModel; again: Again }) => {
  const held = Object.fromEntries(Object.entries(model.contact).map(([name, words]) => [name, words ?? '']))
  const said = saidOr(again, held)
  return (
    <CaseFormPage
      header={model.header}
      title="Change contact details"
      path="/contact"
      errors={again.errors}
      version={model.version}
    >
      <Textarea label="Address" rows={3} {...field(again.errors, said, 'address')} />
      <TextInput label="Phone" type="tel" {...field(again.errors, said, 'phone')} classes="govuk-input--width-20" />
      <TextInput
        label="E-mail"
        type="email"
        {...field(again.errors, said, 'email')}
        classes="govuk-!-width-two-thirds"
      />
      <Textarea label="Address on release, if in custody" rows={3} {...field(again.errors, said, 'release_address')} />
    </CaseFormPage>
  )
}

export type AdjustmentsModel = { header: CaseHeader; lines: string[] }

export const AdjustmentsPage = ({ model, again }: { model: AdjustmentsModel; again: Again }) => (
  <CaseFormPage header={model.header} title="Change adjustments" path="/adjustments" errors={again.errors}>
    <Textarea
      label="What the person needs so that they can take part"
      hint="One in each line, such as: Large print. Leave empty if there is none."
      {...field(again.errors, saidOr(again, { lines: model.lines.join('\n') }), 'lines')}
    />
  </CaseFormPage>
)

export type NoteModel = {
  header: CaseHeader
  readers: NoteClass[]
  original: { note: string; words: string } | null
}

export const NotePage = ({ model, again }: { model: NoteModel; again: Again }) => {
  const { header, original } = model
  const title = original ? 'Correct a note' : 'Write a note'
  const said = saidOr(again, { words: original?.words ?? '', class: 'identity' })
  return (
    <CaseFormPage
      header={header}
      title={title}
      path={original ? `/notes/new?corrects=${original.note}` : '/notes/new'}
      errors={again.errors}
      intro={original && <p class="govuk-body">The note as it was stays with the record.</p>}
    >
      <Textarea label="Note" rows={8} spellcheck {...field(again.errors, said, 'words')} />
      {original ? (
        <input type="hidden" name="class" value={model.readers[0]} />
      ) : (
        <Radios
          legend="Who reads it"
          legendClasses="govuk-fieldset__legend--s"
          items={model.readers.map(of => ({ value: of, text: NOTE_READERS[of] }))}
          {...field(again.errors, said, 'class')}
        />
      )}
    </CaseFormPage>
  )
}
