import { areaOf, FORCES, forceOf } from '../../directory/reference/areas.ts'
import { PATHWAYS, pathwayOf } from '../../directory/reference/needs.ts'
import { placeOf } from '../../directory/reference/places.ts'
import { dateInWords, listInWords, plural } from '../../kernel/words.ts'
import {
  Button,
  Details,
  Filter,
  Form,
  field,
  Pagination,
  Radios,
  Select,
  SummaryList,
  Table,
  Tag,
  TextInput,
} from '../../web/components/index.ts'
import { Page } from '../../web/layout/page.tsx'
import type { Again } from '../../web/routing/route.ts'
import { type OfferListed, type OfferModel, type OffersAsked, RISKS } from '../offer-model.ts'
import { toWhom } from '../words.ts'

export type OffersModel = { asked: OffersAsked; offers: OfferListed[]; next: string | null; all: number }

const ANY = { value: '', text: 'Any' }
const inWords = (of: { paused: boolean; capacity: number | null; waitDays: number | null }) => ({
  state: of.paused ? <Tag colour="orange">paused</Tag> : <Tag colour="green">open</Tag>,
  capacity: of.capacity === null ? 'Not said' : `${of.capacity} a month`,
  wait: of.waitDays === null ? 'Not said' : of.waitDays === 0 ? 'None' : plural(of.waitDays, 'day'),
})

const queryOf = (asked: object) =>
  `/offers?${new URLSearchParams(
    Object.entries(asked).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
  )}`

/** Who offers what, for whom, how soon. */
export const OffersPage = ({ asked, offers, next, all }: OffersModel) => (
  <Page title="Offers">
    <h1 class="govuk-heading-l">Offers</h1>
    <Details summary="Narrow this list" open={Object.values(asked).every(value => value === undefined)}>
      <Filter action="/offers" clearHref="/offers">
        <Select
          label="Need"
          name="need"
          value={asked.need}
          items={[ANY, ...PATHWAYS.map(need => ({ value: need.code, text: need.label }))]}
        />
        <Select
          label="Police force area"
          name="force"
          value={asked.force}
          items={[
            ANY,
            ...FORCES.toSorted((a, b) => a.name.localeCompare(b.name)).map(({ code, name }) => ({
              value: code,
              text: name,
            })),
          ]}
        />
        <Select
          label="For"
          name="sex"
          value={asked.sex}
          items={[ANY, { value: 'women', text: 'Women' }, { value: 'men', text: 'Men' }]}
        />
        <TextInput label="Age" name="age" value={asked.age} inputmode="numeric" classes="govuk-input--width-3" />
        <Select
          label="Risk"
          name="risk"
          value={asked.risk}
          items={[ANY, ...RISKS.map(risk => ({ value: risk, text: risk }))]}
        />
        {asked.area !== undefined && <input type="hidden" name="area" value={asked.area} />}
        {asked.place !== undefined && <input type="hidden" name="place" value={asked.place} />}
        {asked.custody !== undefined && <input type="hidden" name="custody" value="yes" />}
      </Filter>
    </Details>
    <Table
      caption={`${plural(all, 'offer')}${asked.place === undefined ? '' : ` in ${placeOf(asked.place)?.name ?? ''}`}`}
      phone="stack"
      head={['Offer', 'By', 'To whom', 'State', 'Places', 'Wait']}
      rows={offers.map(offer => {
        const { state, capacity, wait } = inWords(offer)
        return [
          <a class="govuk-link" href={`/offers/${offer.offer}`}>
            {offer.title}
          </a>,
          <a class="govuk-link" href={`/organisations/${offer.organisation}`}>
            {offer.organisationName}
          </a>,
          toWhom(offer),
          state,
          capacity,
          wait,
        ]
      })}
      empty="Nobody offers this. Take a filter away to see more, or look at the coverage of an area to see its holes."
    />
    {next !== null && <Pagination next={{ href: queryOf({ ...asked, after: next }), labelText: 'More offers' }} />}
  </Page>
)

/** One offer; its own partner sets it here. */
export const OfferPage = (offer: OfferModel, { errors, said: again }: Again) => {
  const said =
    errors.length > 0
      ? again
      : {
          open: offer.paused ? 'paused' : 'open',
          capacity: offer.capacity === null ? undefined : String(offer.capacity),
          wait_days: offer.waitDays === null ? undefined : String(offer.waitDays),
        }
  const { state, capacity, wait } = inWords(offer)
  return (
    <Page
      title={offer.title}
      section={offer.organisationName}
      errors={errors}
      breadcrumbs={[{ text: 'Offers', href: '/offers' }, { text: offer.title }]}
    >
      <span class="govuk-caption-l">{offer.organisationName}</span>
      <h1 class="govuk-heading-l">{offer.title}</h1>
      <SummaryList
        rows={[
          { key: 'State', value: state },
          {
            key: 'By',
            value: (
              <a class="govuk-link" href={`/organisations/${offer.organisation}`}>
                {offer.organisationName}
              </a>
            ),
          },
          { key: 'Needs', value: listInWords(offer.needs.map(need => pathwayOf(need)?.label ?? need)) || 'Not known' },
          { key: 'To whom', value: toWhom(offer) },
          { key: 'In custody', value: offer.custody ? 'Yes' : 'No' },
          { key: 'Where', value: listInWords(placesOf(offer)) || 'Not said' },
          { key: 'Places', value: capacity },
          { key: 'Waiting time', value: wait },
          { key: 'Languages', value: listInWords(offer.languages) || 'Not said' },
          {
            key: 'Offered',
            value: `${offer.fromDay === null ? 'Since before the record' : `From ${dateInWords(offer.fromDay)}`}${offer.toDay === null ? '' : ` to ${dateInWords(offer.toDay)}`}`,
          },
        ]}
      />
      {offer.activities.length > 0 && (
        <Table
          caption="What is done"
          phone="stack"
          head={['Activity', 'How', 'Where']}
          rows={offer.activities.map(({ activity, method, places }) => [activity, method, places])}
        />
      )}
      {offer.mayChange && (
        <Form action={`/offers/${offer.offer}`} version={offer.version}>
          <h2 class="govuk-heading-m">Change it</h2>
          <Radios
            legend="Is it open?"
            items={[
              { value: 'open', text: 'Open to referrals' },
              { value: 'paused', text: 'Paused: full for now' },
            ]}
            {...field(errors, said, 'open')}
          />
          <TextInput
            label="Places a month"
            inputmode="numeric"
            classes="govuk-input--width-5"
            {...field(errors, said, 'capacity')}
          />
          <TextInput
            label="Waiting time in days"
            inputmode="numeric"
            classes="govuk-input--width-5"
            {...field(errors, said, 'wait_days')}
          />
          <Button>Save</Button>
        </Form>
      )}
    </Page>
  )
}

const placesOf = ({ places }: OfferModel) =>
  places.map(({ area, force, place }) =>
    place === null ? (forceOf(force)?.name ?? areaOf(area)?.name ?? area) : (placeOf(place)?.name ?? place),
  )
