import { Type } from 'typebox'
import { AREAS, FORCES } from '../directory/reference/areas.ts'
import { PATHWAYS } from '../directory/reference/needs.ts'
import { PLACES } from '../directory/reference/places.ts'
import { choice, code, optional, whole } from '../web/routing/fields.ts'
import { form, page, type Route } from '../web/routing/route.ts'
import { listOffers, offerModel, RISKS } from './offer-model.ts'
import { OfferPage, OffersPage } from './pages/offers.tsx'
import { setOffer } from './set-offer.ts'

const codes = (of: readonly { code: string }[]) => of.map(each => each.code)

export const offerRoutes: readonly Route[] = [
  page({
    path: '/offers',
    about: 'Offers by need, place, sex, age and risk',
    permission: 'signed in',
    purpose: 'look for a service',
    zone: 'contract',
    input: Type.Object({
      need: optional(choice('a need', codes(PATHWAYS))),
      area: optional(choice('an area', codes(AREAS))),
      force: optional(choice('a police force area', codes(FORCES))),
      place: optional(choice('a district', codes(PLACES))),
      sex: optional(choice('women or men', ['women', 'men'])),
      age: optional(whole('an age', { least: 10, most: 120 })),
      risk: optional(choice('a level of risk', RISKS)),
      custody: optional(choice('custody', ['yes'])),
      after: optional(code('the offer to go on from')),
    }),
    load: async (tx, asked) => ({ asked, ...(await listOffers(tx, asked)) }),
    view: OffersPage,
  }),
  form({
    path: '/offers/:offer',
    about: 'An offer, and whether it is open, for how many and how soon',
    permission: 'signed in',
    purpose: 'look for a service',
    zone: 'contract',
    input: Type.Object({ offer: code('an offer') }),
    body: Type.Object({
      open: choice('whether it is open', ['open', 'paused']),
      capacity: optional(whole('places a month', { least: 0, most: 100_000 })),
      wait_days: optional(whole('days of waiting', { least: 0, most: 1_000 })),
    }),
    load: (tx, { offer }) => offerModel(tx, offer),
    view: OfferPage,
    submit: setOffer,
    then: ({ offer }) => ({ to: `/offers/${offer}`, flash: 'Saved.' }),
  }),
]
