import { PUBLIC_PASSWORD } from '../access/check-password.ts'
import type { Cast } from './cast.ts'
import type { CastWorker } from './cast-workers.ts'

/** The password of everybody in a demonstration; its people and its figures are invented, so it keeps nothing secret. */
export const DEMO_PASSWORD = PUBLIC_PASSWORD

/** Somebody to sign in as, and what they can try. */
export type Persona = {
  readonly worker: string
  readonly name: string
  readonly email: string
  readonly organisation: string
  readonly role: string
  readonly does: string
}

/** One of each kind of user, from the first area of the cast. */
export function personas(cast: Cast): Persona[] {
  const [area] = cast.areas
  if (!area) return []
  const names = new Map<string, string>([
    [cast.commissioner.code, cast.commissioner.name],
    [cast.integrator.code, cast.integrator.name],
    [area.lead.organisation.code, area.lead.organisation.name],
    [area.probation.organisation.code, area.probation.organisation.name],
    ...area.prisons.map(prison => [prison.organisation.code, prison.organisation.name] as const),
    ...area.partners.map(partner => [partner.organisation.code, partner.organisation.name] as const),
  ])
  const one = (worker: CastWorker | undefined, role: string, does: string): Persona[] =>
    worker
      ? [
          {
            worker: worker.worker,
            name: worker.name,
            email: worker.email,
            organisation: names.get(worker.organisation) ?? '',
            role,
            does,
          },
        ]
      : []
  const atLead = (role: string, place = 0) =>
    area.workers.filter(
      worker => worker.organisation === area.lead.organisation.code && worker.roles.some(held => held === role),
    )[place]
  const small = area.partners.find(
    partner => partner.organisation.size === 'micro' || partner.organisation.size === 'small',
  )
  const large = area.partners.find(
    partner => partner.organisation.size === 'major' || partner.organisation.size === 'large',
  )
  const central = (organisation: string) => cast.workers.find(worker => worker.organisation === organisation)
  return [
    ...one(
      area.lead.officers[0],
      'practitioner',
      'Work through Today: book, record, refer and hand over your own cases.',
    ),
    ...one(
      area.lead.manager,
      'case manager',
      'See every case of the lead provider, answer hand-overs, agree service plans.',
    ),
    ...one(
      small?.manager,
      'partner manager of a small charity',
      'Answer referrals, confirm or dispute the figures of the month, read your agreement and what you are paid.',
    ),
    ...one(
      large?.manager,
      'partner manager of a large charity',
      'Answer referrals and give them to your staff; dispute a figure or a line of a statement.',
    ),
    ...one(
      large?.staff[0],
      'practitioner of a large charity',
      'Assess, plan and record sessions of the people allocated to you.',
    ),
    ...one(
      atLead('supply-chain manager'),
      'supply-chain manager',
      'See the area and its holes in coverage, settle disputes and move the month on.',
    ),
    ...one(
      central(cast.integrator.code),
      'integrator',
      'Find the joint at which hand-overs fail, and the partner that answers later and later.',
    ),
    ...one(
      central(cast.commissioner.code),
      'commissioner',
      'Read agreements, figures with their definitions, and statements; no person is shown.',
    ),
    ...one(atLead('finance'), 'finance', 'Read what each partner has earned, line by line, and approve it.'),
    ...one(
      atLead('finance', 1),
      'finance, second pair of eyes',
      'Approve the latest statements, which your colleague has approved already.',
    ),
    ...one(
      atLead('data-protection officer'),
      'data-protection officer',
      'Read the journal, who looked at whom and why, and decide who sees a limited case.',
    ),
    ...one(atLead('administrator'), 'administrator', 'Add users and end their posts in your own organisation.'),
    ...one(
      area.probation.officers[0],
      'NPS officer',
      'Supervise people of high risk: book, record, refer and hand over.',
    ),
    ...one(
      area.prisons[1]?.officers[0],
      'prison officer',
      'Offer hand-overs before release, from the prison that is late.',
    ),
  ]
}
