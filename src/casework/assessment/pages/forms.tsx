import { NEEDS, PATHWAYS, WOMENS_PATHWAYS } from '../../../directory/reference/needs.ts'
import { capital } from '../../../kernel/words.ts'
import { Checkboxes, choices, field, Radios, Select, Textarea, TextInput } from '../../../web/components/index.ts'
import type { Again } from '../../../web/routing/route.ts'
import type { Risk, Summary } from '../../person/case-record.ts'
import { CaseFormPage } from '../../person/pages/case-form.tsx'
import { saidOr } from '../../person/pages/edit-pages.tsx'
import type { CaseHeader } from '../../read-model.ts'
import type { NeedRow } from '../assess-needs.ts'
import { MUST_NOT_MEET, RISK_LEVELS, WARNINGS } from '../record-risk.ts'

const legendClasses = 'govuk-fieldset__legend--s'
const all = PATHWAYS.map(({ code, label }) => ({ value: code, text: label }))

export type NeedsModel = { header: CaseHeader; needs: NeedRow[]; version: number }

export const NeedsPage = ({ model: { header, needs, version }, again }: { model: NeedsModel; again: Again }) => {
  const of = (test: (need: NeedRow) => boolean | null) => needs.filter(test).map(({ need }) => need)
  const said = saidOr(again, {
    ...Object.fromEntries(needs.map(({ need, score }) => [need, score === null ? '' : String(score)])),
    to_offending: of(need => need.to_offending),
    to_harm: of(need => need.to_harm),
    pathways: of(need => need.severity !== 'none' && WOMENS_PATHWAYS.some(({ code }) => code === need.need)),
  })
  return (
    <CaseFormPage
      header={header}
      title="Assess needs"
      path="/needs"
      errors={again.errors}
      version={version}
      intro={
        <p class="govuk-body">
          Severity follows from the score by the published thresholds. Leave a score empty where the need was not
          assessed.
        </p>
      }
    >
      <fieldset class="govuk-fieldset">
        <legend class="govuk-fieldset__legend govuk-fieldset__legend--m">Scores</legend>
        {NEEDS.map(({ code, label }) => (
          <TextInput
            label={label}
            {...field(again.errors, said, code)}
            inputmode="numeric"
            classes="govuk-input--width-2"
          />
        ))}
      </fieldset>
      <Checkboxes
        legend="Linked to offending"
        legendClasses={legendClasses}
        classes="govuk-checkboxes--small"
        items={all}
        {...choices(again.errors, said, 'to_offending')}
      />
      <Checkboxes
        legend="Linked to harm"
        legendClasses={legendClasses}
        classes="govuk-checkboxes--small"
        items={all}
        {...choices(again.errors, said, 'to_harm')}
      />
      <Checkboxes
        legend="Pathways for women that apply"
        legendClasses={legendClasses}
        classes="govuk-checkboxes--small"
        items={WOMENS_PATHWAYS.map(({ code, label }) => ({ value: code, text: label }))}
        {...choices(again.errors, said, 'pathways')}
      />
    </CaseFormPage>
  )
}

export type RiskModel = { header: CaseHeader; risk: Risk | null; summary: Summary | null; version: number }

export const RiskPage = ({ model: { header, risk, summary, version }, again }: { model: RiskModel; again: Again }) => {
  const meet = risk?.warnings.find(warning => warning.startsWith(MUST_NOT_MEET))?.slice(MUST_NOT_MEET.length)
  const said = saidOr(again, {
    level: risk?.level,
    mappa_category: risk?.mappaCategory?.toString() ?? '',
    mappa_level: risk?.mappaLevel?.toString() ?? '',
    warnings: risk?.warnings ?? [],
    must_not_meet: meet ?? '',
    ...Object.fromEntries(Object.entries(summary ?? {}).map(([name, words]) => [name, words ?? ''])),
  })
  const numbers = (least: number, most: number) => [
    { value: '', text: 'None' },
    ...Array.from({ length: most - least + 1 }, (_, at) => ({ value: String(least + at), text: String(least + at) })),
  ]
  const words = (name: string, label: string) => (
    <Textarea label={label} rows={3} {...field(again.errors, said, name)} />
  )
  return (
    <CaseFormPage
      header={header}
      title="Record risk"
      path="/risk"
      errors={again.errors}
      version={version}
      intro={<p class="govuk-body">Every organisation whose purpose includes the level of risk is told of a change.</p>}
    >
      <Radios
        legend="Level of risk of serious harm"
        legendClasses={legendClasses}
        items={RISK_LEVELS.map(level => ({ value: level, text: capital(level) }))}
        {...field(again.errors, said, 'level')}
      />
      <Select label="MAPPA category" items={numbers(1, 4)} {...field(again.errors, said, 'mappa_category')} />
      <Select label="MAPPA level" items={numbers(1, 3)} {...field(again.errors, said, 'mappa_level')} />
      <Checkboxes
        legend="Warnings that a host must know"
        legendClasses={legendClasses}
        items={WARNINGS.map(warning => ({ value: warning, text: capital(warning) }))}
        {...choices(again.errors, said, 'warnings')}
      />
      <TextInput label="Who must not be met, if anybody" {...field(again.errors, said, 'must_not_meet')} />
      {words('who_is_at_risk', 'Who is at risk')}
      {words('nature', 'What is the nature of the risk')}
      {words('imminence', 'When is the risk greatest')}
      {words('increases', 'What increases the risk')}
      {words('reduces', 'What reduces the risk')}
    </CaseFormPage>
  )
}
