import { capital, instantInWords, plural } from '../../kernel/words.ts'
import { Button, InsetText, SummaryList, Table, Tag } from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { BatchListed, BatchModel } from '../import-model.ts'

const stateOf = (state: string) => <Tag colour={state === 'committed' ? 'green' : 'grey'}>{capital(state)}</Tag>

/** Everything that came in from outside, batch by batch. */
export const ImportsPage = ({ batches, mayReadIn }: { batches: BatchListed[]; mayReadIn: boolean }) => (
  <Page title="Imports">
    <h1 class="govuk-heading-l">Imports</h1>
    {mayReadIn && <Button href="/imports/caseload">Read in a caseload</Button>}
    <Table
      caption={plural(batches.length, 'import')}
      phone="stack"
      head={['Import', 'Of', 'When', 'By', 'From', 'State', 'To look at']}
      rows={batches.map(batch => [
        <a class="govuk-link" href={`/imports/${batch.batch}`}>
          {batch.batch}
        </a>,
        batch.kind,
        instantInWords(batch.at),
        batch.by,
        batch.folder,
        stateOf(batch.state),
        plural(sum(batch, ['dirty', 'unknown', 'wrong']), 'finding'),
      ])}
      empty="Nothing has been imported yet. Each import stands here with its report."
    />
    <InsetText>
      A case manager reads in a caseload file here. Other imports are made with the command line, by who runs Weft: weft
      import contracts, weft import people and weft import caseload preview what they would do, and keep it with
      --commit. weft import undo and the name of an import of contracts takes it back.
    </InsetText>
    <p class="govuk-body">
      <a class="govuk-link" href="/organisations">
        Organisations
      </a>
    </p>
  </Page>
)

const sum = ({ counts }: BatchListed, names: readonly string[]) =>
  names.reduce((so, name) => so + (counts[name] ?? 0), 0)

const MEANINGS = [
  ['wrong', 'Left out'],
  ['unknown', 'Kept, but Weft does not know it'],
  ['dirty', 'Understood, though not clean'],
] as const

const OF_CONTRACTS = [
  ['contracts', 'Contracts'],
  ['organisations', 'Organisations'],
  ['primes', 'Primes'],
  ['subcontractors', 'Subcontractors'],
  ['both', 'Both prime and subcontractor'],
  ['rejected', 'Rejected'],
] as const

const OF_PEOPLE = [
  ['new', 'New cases'],
  ['changed', 'Changed'],
  ['unchanged', 'Unchanged'],
  ['left', 'Left as they were'],
  ['failed', 'Failed'],
  ['limited', 'With limited access'],
] as const

/** Of people what was found is not kept, so that no column stands empty. */
const Findings = ({ caption, findings }: { caption: string; findings: BatchModel['findings'] }) => {
  const kept = findings.some(({ found }) => found !== '')
  return (
    <Table
      caption={caption}
      phone="stack"
      head={['File', 'Record', 'Field', ...(kept ? ['Found'] : []), 'What it means']}
      rows={findings.map(({ file, record, field, found, sentence }) => [
        file,
        record || 'the whole file',
        field || 'the record',
        ...(kept ? [found] : []),
        sentence,
      ])}
    />
  )
}

/** One import and its report by file and field. */
export const ImportPage = (batch: BatchModel) => (
  <Page
    title={batch.batch}
    section="Imports"
    breadcrumbs={[{ text: 'Imports', href: '/imports' }, { text: batch.batch }]}
  >
    <h1 class="govuk-heading-l">{batch.batch}</h1>
    <SummaryList
      rows={[
        { key: 'State', value: stateOf(batch.state) },
        { key: 'When', value: instantInWords(batch.at) },
        ...(batch.undoneAt === null ? [] : [{ key: 'Undone', value: instantInWords(batch.undoneAt) }]),
        { key: 'By', value: batch.by },
        { key: 'From', value: batch.folder },
        ...(batch.kind === 'contracts' ? OF_CONTRACTS : OF_PEOPLE).map(([name, key]) => ({
          key,
          value: String(batch.counts[name] ?? 0),
        })),
      ]}
    />
    {MEANINGS.map(([meaning, words]) => {
      const findings = batch.findings.filter(finding => finding.meaning === meaning)
      return findings.length > 0 && <Findings caption={`${words}: ${findings.length}`} findings={findings} />
    })}
    {batch.findings.length === 0 && <p class="govuk-body">Everything was clean.</p>}
    <p class="govuk-body">
      {batch.kind === 'contracts'
        ? `To undo it, run weft import undo ${batch.batch}. It is refused once work depends on what it brought.`
        : 'People who were read in are worked with from then on, so this is not taken back. Close a case that should not be.'}
    </p>
  </Page>
)
