/**
 * The columns of a caseload file: one row is one case of one person. `example` is of an invented person. Days are
 * 2026-03-03 or 03/03/2026; lists are separated by semicolons.
 */
export const COLUMNS = [
  { name: 'crn', required: true, example: 'X123456', holds: 'Case reference number: a letter and six digits' },
  { name: 'first_name', required: true, example: 'Invented', holds: 'First name' },
  { name: 'last_name', required: true, example: 'Person', holds: 'Last name' },
  { name: 'date_of_birth', required: true, example: '1990-02-03', holds: 'Day of birth' },
  { name: 'sex', required: true, example: 'female', holds: 'female, male or other' },
  { name: 'prison_number', required: false, example: 'A1234BC', holds: 'Prison number' },
  { name: 'pnc', required: false, example: '2018/0123456P', holds: 'Police National Computer number' },
  {
    name: 'sentence_kind',
    required: true,
    example: 'community_order',
    holds: 'community_order, suspended_sentence_order, custody, licence, post_sentence_supervision or none',
  },
  {
    name: 'sentence_start',
    required: false,
    example: '2026-01-05',
    holds: 'First day; needed unless the kind is none',
  },
  { name: 'sentence_end', required: false, example: '2027-01-04', holds: 'Last day' },
  {
    name: 'requirements',
    required: false,
    example: 'unpaid_work:120; rehabilitation_activity:20',
    holds: 'Each requirement with its hours, days or months after a colon',
  },
  {
    name: 'responsible_organisation',
    required: true,
    example: 'lantern',
    holds: 'Short name of the organisation in Weft',
  },
  {
    name: 'officer_email',
    required: true,
    example: 'officer@lantern.example',
    holds: 'E-mail of the responsible officer',
  },
  { name: 'rosh_level', required: false, example: 'medium', holds: 'low, medium, high or very_high' },
  { name: 'needs', required: false, example: 'accommodation; drugs', holds: 'Needs by their code' },
  { name: 'force_area', required: true, example: 'west-yorkshire', holds: 'Police-force area: its code or its name' },
  { name: 'place', required: false, example: 'E08000035', holds: 'Local-authority district by its ONS code' },
] as const

export type ColumnName = (typeof COLUMNS)[number]['name']

const quoted = (text: string) => (/[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text)

/** An empty caseload file: the heading and one row of an invented person, which is to be written over. */
export const caseloadTemplate = (): string =>
  [COLUMNS.map(column => column.name), COLUMNS.map(column => column.example)]
    .map(fields => `${fields.map(quoted).join(',')}\r\n`)
    .join('')
