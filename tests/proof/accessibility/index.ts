import { MAIN_JOB } from '../../browser/main-job.ts'
import { PAGES } from '../../browser/walk.ts'
import { withPostgres } from '../isolation/postgres.ts'
import type { Proof, Wanted } from '../proof.ts'
import { openDemonstration } from './demonstration.ts'
import { enterByKeys } from './entry.ts'
import { Inspector } from './inspector.ts'
import { type Done, jobByKeys, jobWithoutScripts } from './job.ts'
import { CHECKS } from './look.ts'
import { lookAtWorld, plainStates, refusedSignIns, sendEmpty, visitsOf } from './states.ts'
import { inOrder } from './visits.ts'
import { weigh } from './weigh.ts'

/** `npm run proof -- accessibility`: every page and state, as every role, with many hands and eyes. */
export const accessibility: Proof = {
  name: 'accessibility',
  about: 'Every page can be used with any eyes and hands, on any screen, and weighs little.',
  minutes: 20,
  people: 120,
  run: wanted => withPostgres(superuserUrl => prove(superuserUrl, wanted)),
}

async function prove(superuserUrl: string, { minutes, people, print, log }: Wanted) {
  const begun = performance.now()
  const over = () => performance.now() - begun > minutes * 60_000
  const inspector = await Inspector.open(log)
  const demonstration = await openDemonstration(superuserUrl, people)
  try {
    const visits = await visitsOf(demonstration, 1)
    log(`${visits.length} pages of ${new Set(visits.map(({ route }) => route)).size} routes.`)
    const [signedIn] = visits
    if (!signedIn) throw new Error('Nobody found a page.')
    const { first, later, same } = inOrder(visits)
    log(`${first.length} of them are the first of their route, ${same} are the same for another role.`)
    await inspector.inspectAll([...plainStates(demonstration, signedIn), ...first], over)
    log('The partnership of the tests, the main job in both ways, what pages weigh and forms with errors.')
    await lookAtWorld(inspector, { superuserUrl, over })
    let left = later.length
    const lanes = await Promise.allSettled([
      (async () => {
        tellJob('main job without scripts', await jobWithoutScripts(superuserUrl, inspector), print)
        const keys = await jobByKeys(superuserUrl)
        keys.faults.push(...(await enterByKeys(inspector, demonstration, signedIn.token)))
        tellJob('main job by keys alone', keys, print)
      })(),
      (async () => {
        await weigh(inspector, first, print)
        await sendEmpty(inspector, visits, over)
        await refusedSignIns(inspector, demonstration)
        left = await inspector.inspectAll(later, over)
      })(),
    ])
    for (const lane of lanes) if (lane.status === 'rejected') throw lane.reason
    print({
      name: 'pages not reached in the time',
      held: left === 0,
      measured: left,
      unit: 'pages',
      bar: { atMost: 0 },
      note: `${same} more pages are to the letter what another role sees; they were not looked at again.`,
    })
  } finally {
    await demonstration.close()
    await inspector.browser.close()
  }
  tell(inspector, print)
}

function tellJob(name: string, { steps, faults, pages, stops }: Done, print: Wanted['print']) {
  print({
    name: `${name}, steps done`,
    held: steps === MAIN_JOB.length,
    measured: steps,
    unit: 'steps',
    bar: { atLeast: MAIN_JOB.length },
    note: `${pages} pages${stops > 0 ? `, ${stops} stops` : ''}: ${MAIN_JOB.map(step => step.name).join('; ')}.`,
  })
  print({
    name: `${name}, faults`,
    held: faults.length === 0,
    measured: faults.length,
    unit: 'faults',
    bar: { atMost: 0 },
    ...(faults.length > 0 ? { note: faults.slice(0, 5).join('; ') } : {}),
  })
}

function tell(inspector: Inspector, print: Wanted['print']) {
  const unseen = PAGES.filter(route => !inspector.routes.has(route))
  print({
    name: 'routes with a page that were looked at',
    held: unseen.length === 0,
    measured: PAGES.length - unseen.length,
    unit: 'routes',
    bar: { atLeast: PAGES.length },
    ...(unseen.length > 0 ? { note: `not looked at: ${unseen.join(', ')}` } : {}),
  })
  const pages = [...inspector.pages.values()].reduce((sum, many) => sum + many, 0)
  print({
    name: 'pages looked at',
    held: pages > 0,
    measured: pages,
    unit: 'pages',
    note: Array.from(inspector.states, ([state, many]) => `${state} ${many}`).join(', '),
  })
  for (const check of inspector.checks) {
    const measured = inspector.faultsOf(check)
    const note = inspector.exampleOf(check)
    print({
      name: CHECKS[check],
      held: measured === 0,
      measured,
      unit: 'faults',
      bar: { atMost: 0 },
      ...(note ? { note } : {}),
    })
  }
}
