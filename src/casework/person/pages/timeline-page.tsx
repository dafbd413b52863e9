import { Pagination } from '../../../web/components/index.ts'
import { Page } from '../../../web/layout/page.tsx'
import { caseName, caseUrl } from '../../read-model.ts'
import { Happenings, type TimelineModel } from './case-activity.tsx'
import { caseCrumbs } from './case-form.tsx'

export const TimelinePage = ({ model: { header, happened, earlier } }: { model: TimelineModel }) => (
  <Page title="Timeline" section={header.caseId} breadcrumbs={[...caseCrumbs(header), { text: 'Timeline' }]}>
    <span class="govuk-caption-l">{caseName(header)}</span>
    <h1 class="govuk-heading-l">Timeline</h1>
    <Happenings happened={happened} headingLevel={2} />
    {earlier !== null && (
      <Pagination
        label="Pages of the timeline"
        next={{ href: `${caseUrl(header)}/timeline?before=${earlier}`, text: 'Earlier' }}
      />
    )}
    <p class="govuk-body">
      <a class="govuk-link" href={caseUrl(header)}>
        Back to the case
      </a>
    </p>
  </Page>
)
