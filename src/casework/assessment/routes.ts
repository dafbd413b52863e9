import { Type } from 'typebox'
import type { Scope } from '../../database/scope.ts'
import { PATHWAYS, WOMENS_PATHWAYS } from '../../directory/reference/needs.ts'
import type { CaseKey } from '../../journal/append.ts'
import { choice, line, optional, several, text, whole } from '../../web/routing/fields.ts'
import { form, type Route } from '../../web/routing/route.ts'
import { caseInput, keyOf, onCase, showsCase, toCase } from '../case-route.ts'
import { keepRecord } from '../person/policy.ts'
import { caseHeader } from '../read-model.ts'
import { assessmentVersion, assessNeeds, needsOf } from './assess-needs.ts'
import { NeedsPage, RiskPage } from './pages/forms.tsx'
import { MUST_NOT_MEET, RISK_LEVELS, recordRisk, riskVersion, WARNINGS } from './record-risk.ts'

const MOST_SCORE = 20
const score = (label: string) => optional(whole(`the score of ${label}`, { least: 0, most: MOST_SCORE }))
const codes = PATHWAYS.map(({ code }) => code)

const needsBody = Type.Object({
  accommodation: score('accommodation'),
  ete: score('education, training and employment'),
  finance: score('finance, benefits and debt'),
  relationships: score('relationships'),
  lifestyle: score('lifestyle and associates'),
  drugs: score('drug misuse'),
  alcohol: score('alcohol misuse'),
  emotional_wellbeing: score('emotional well-being'),
  thinking: score('thinking and behaviour'),
  attitudes: score('attitudes'),
  to_offending: several('needs linked to offending', codes),
  to_harm: several('needs linked to harm', codes),
  pathways: several(
    'pathways that apply',
    WOMENS_PATHWAYS.map(({ code }) => code),
  ),
})

const words = (label: string) => optional(text(label, { most: 4000 }))

const riskBody = Type.Object({
  level: choice('the level of risk', RISK_LEVELS),
  mappa_category: optional(whole('the MAPPA category', { least: 1, most: 4 })),
  mappa_level: optional(whole('the MAPPA level', { least: 1, most: 3 })),
  warnings: several('warnings', WARNINGS),
  must_not_meet: optional(line('who must not be met')),
  who_is_at_risk: words('who is at risk'),
  nature: words('the nature of the risk'),
  imminence: words('when the risk is greatest'),
  increases: words('what increases the risk'),
  reduces: words('what reduces the risk'),
})

async function riskFor(tx: Scope, key: CaseKey) {
  const header = await caseHeader(tx, key)
  const level = await tx.db
    .selectFrom('casework.risk_level')
    .selectAll()
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .executeTakeFirst()
  const summary = await tx.db
    .selectFrom('casework.risk_summary')
    .select(['who_is_at_risk', 'nature', 'imminence', 'increases', 'reduces'])
    .where('area', '=', key.area)
    .where('case_id', '=', key.caseId)
    .executeTakeFirst()
  const risk = level && {
    level: level.level,
    mappaCategory: level.mappa_category,
    mappaLevel: level.mappa_level,
    warnings: level.warnings,
    assessedAt: level.assessed_at,
  }
  return { header, risk: risk ?? null, summary: summary ?? null, version: riskVersion(level) }
}

/** Needs and risk. */
export const assessmentRoutes: Route[] = [
  form({
    ...onCase,
    path: '/cases/:area/:case_id/needs',
    about: 'Assess the needs of a person',
    permission: keepRecord,
    input: caseInput,
    body: needsBody,
    shows: showsCase,
    load: async (tx, input) => {
      const header = await caseHeader(tx, keyOf(input))
      const needs = await needsOf(tx, keyOf(input))
      return { header, needs, version: assessmentVersion(needs) }
    },
    view: (model, again) => NeedsPage({ model, again }),
    submit: (tx, input, version) => {
      const { area, case_id, to_offending, to_harm, pathways, ...scores } = input
      return assessNeeds(tx, {
        key: keyOf({ area, case_id }),
        scores,
        toOffending: to_offending,
        toHarm: to_harm,
        pathways,
        version,
      })
    },
    then: (_, input) => toCase(input, 'The needs are assessed.'),
  }),
  form({
    ...onCase,
    path: '/cases/:area/:case_id/risk',
    about: 'Record the risk of serious harm',
    permission: keepRecord,
    input: caseInput,
    body: riskBody,
    shows: showsCase,
    load: (tx, input) => riskFor(tx, keyOf(input)),
    view: (model, again) => RiskPage({ model, again }),
    submit: (tx, input, version) =>
      recordRisk(tx, {
        key: keyOf(input),
        level: input.level,
        mappaCategory: input.mappa_category ?? null,
        mappaLevel: input.mappa_level ?? null,
        warnings: [
          ...input.warnings,
          ...(input.must_not_meet === undefined ? [] : [`${MUST_NOT_MEET}${input.must_not_meet}`]),
        ],
        summary: {
          who_is_at_risk: input.who_is_at_risk ?? null,
          nature: input.nature ?? null,
          imminence: input.imminence ?? null,
          increases: input.increases ?? null,
          reduces: input.reduces ?? null,
        },
        version,
      }),
    then: (_, input) => toCase(input, 'The risk is recorded.'),
  }),
]
