import type { Ms } from '../clock.ts'
import type { Act, Life } from '../life/acts.ts'
import * as handOver from './hand-over-acts.ts'
import { type Definition, fallDue, type Keeper, keep, writeObligations } from './keep-promises.ts'
import * as person from './person-acts.ts'
import * as referral from './referral-acts.ts'
import * as service from './service-acts.ts'
import * as session from './session-acts.ts'
import { newStory, type Story, type Told } from './story.ts'
import type { Rows } from './tables.ts'

/** A life as rows of every table, and its events in the order in which the journal holds them. */
export type ToldLife = { readonly rows: Rows; readonly events: readonly Told[] }

/**
 * Tells a life in rows, as the use cases would have written them at the instant of each act, with the obligations that the
 * engine's own rules make of its events. `until`: the instant at which the demonstration ends.
 */
export async function tellLife(
  life: Life,
  { definitions, until }: { definitions: readonly Definition[]; until: Ms },
): Promise<ToldLife> {
  const story = newStory(life.person)
  const events: Told[] = []
  const hear = async (event: Told): Promise<void> => {
    events.push(event)
    if (event.kind === 'session.recorded') {
      handOver.landAtFirstContact(story, { at: event.recordedAt, by: event.by })
      await hearAll()
    }
    await keep(keeper, event)
  }
  const hearAll = async () => {
    for (const event of story.events.splice(0)) await hear(event)
  }
  const keeper: Keeper = { story, definitions, kept: new Map(), known: null, tell: hear }
  for (const act of life.acts) {
    await fallDue(keeper, act.at)
    perform(story, act)
    await hearAll()
  }
  await fallDue(keeper, until)
  writeObligations(keeper)
  return { rows: story.rows, events }
}

/** What each act does to the rows. */
function perform(story: Story, act: Act) {
  switch (act.act) {
    case 'open':
      return person.open(story, act)
    case 'limit':
      return person.limit(story, act)
    case 'contact':
      return person.contact(story, act)
    case 'sentence':
      return person.sentence(story, act)
    case 'require':
      return person.requirement(story, act)
    case 'assess needs':
      return person.assessNeeds(story, act)
    case 'assess risk':
      return person.assessRisk(story, act)
    case 'book':
      return session.book(story, act)
    case 'record':
      return session.record(story, act)
    case 'plan':
      return person.plan(story, act)
    case 'complete plan':
      return person.completePlan(story, act)
    case 'achieve':
      return person.achieve(story, act)
    case 'draft':
      return referral.draft(story, act)
    case 'send':
      return referral.send(story, act)
    case 'ask':
      return referral.ask(story, act)
    case 'send again':
      return referral.sendAgain(story, act)
    case 'accept':
      return referral.accept(story, act)
    case 'decline':
      return referral.decline(story, act)
    case 'withdraw':
      return referral.withdraw(story, act)
    case 'allocate':
      return service.allocate(story, act)
    case 'submit plan':
      return service.submitPlan(story, act)
    case 'agree plan':
      return service.agreePlan(story, act)
    case 'end service':
      return service.endService(story, act)
    case 'report':
      return service.report(story, act)
    case 'offer':
      return handOver.offer(story, act)
    case 'return hand-over':
      return handOver.returnIt(story, act)
    case 'offer again':
      return handOver.offerAgain(story, act)
    case 'accept hand-over':
      return handOver.acceptIt(story, act)
    case 'take effect':
      return handOver.takeEffect(story, act)
    case 'close gaps':
      return handOver.closeGaps(story, act)
    case 'change officer':
      return person.changeOfficer(story, act)
    case 'close':
      return person.close(story, act)
    case 'look':
      return person.look(story, act)
  }
}
