import type { ComponentChildren } from 'preact'
import { Table } from '../components/index.ts'
import { Page } from '../layout/page.tsx'

const Text = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <Page title={title}>
    <div class="govuk-grid-row">
      <div class="govuk-grid-column-two-thirds">
        <h1 class="govuk-heading-l">{title}</h1>
        {children}
      </div>
    </div>
  </Page>
)

const Link = ({ href, children }: { href: string; children: ComponentChildren }) => (
  <a class="govuk-link" href={href}>
    {children}
  </a>
)

export const HelpPage = () => (
  <Text title="Help">
    <p class="govuk-body-l">
      Weft is where the organisations of a rehabilitation partnership work on the same people, agreements and figures.
    </p>
    <h2 class="govuk-heading-m">Where to begin</h2>
    <ul class="govuk-list govuk-list--bullet">
      <li>
        <Link href="/">Today</Link> lists what your organisation owes, most pressing first. Each line opens the page
        where it is done.
      </li>
      <li>
        <Link href="/organisations">Organisations</Link> and <Link href="/offers">Offers</Link> say who is in the
        partnership and what they can do.
      </li>
      <li>
        <Link href="/definitions">Definitions</Link> says in words what every clock and every figure means, and where
        the rule comes from.
      </li>
      <li>
        The <Link href="/calculator">Calculator</Link> lets you try every rule with figures of your own.
      </li>
      <li>
        Other systems work with Weft through its <Link href="/api">interface for machines</Link>.
      </li>
    </ul>
    <h2 class="govuk-heading-m">Three things to remember</h2>
    <ol class="govuk-list govuk-list--number">
      <li>Every promise has a clock, and every clock has one organisation that holds it.</li>
      <li>Both sides see the same number, and can open it.</li>
      <li>Nobody sees a person's record without a reason that the law knows, and each look is written down.</li>
    </ol>
    <h2 class="govuk-heading-m">If you cannot see something</h2>
    <p class="govuk-body">
      A record that your organisation has no live reason to see answers exactly as one that does not exist. If you must
      see a record in an emergency, a practitioner or case manager can break the glass, from the page Cases. For another
      role, ask the administrator of your organisation.
    </p>
  </Text>
)

export const AccessibilityPage = () => (
  <Text title="Accessibility">
    <p class="govuk-body">
      Weft is made so that you can use all of it with a keyboard, with a screen reader, without JavaScript, enlarged to
      200 per cent, and on a phone.
    </p>
    <p class="govuk-body">
      Every chart says its finding in its title and stands with its table and a CSV file. Nothing is told by colour
      alone. Every page is checked before it is released: with the axe rules for WCAG 2.2 level AA, on a screen of 320
      pixels, with words of 200 per cent, by keys alone and in forced colours, in Chromium.
    </p>
    <p class="govuk-body">
      Nobody who works with a screen reader every day has tried Weft yet, and other browsers are not part of these
      checks.
    </p>
    <p class="govuk-body">
      If something stands in your way, tell the administrator of your organisation, who passes it on to whoever runs
      Weft for your partnership.
    </p>
  </Text>
)

export const PrivacyPage = () => (
  <Text title="Privacy">
    <p class="govuk-body">
      Weft holds records of people on probation and in prison so that the organisations of a partnership can work with
      them. Each organisation is answerable for what it records and reads.
    </p>
    <h2 class="govuk-heading-m">Who sees a record</h2>
    <p class="govuk-body">
      Only an organisation with a live part in the case, for a stated purpose and a lawful basis, and of the record only
      what that purpose needs. An organisation that has only been asked to help sees no name. The database itself
      enforces this.
    </p>
    <h2 class="govuk-heading-m">What is written down</h2>
    <p class="govuk-body">
      Every change and every look: who, for which organisation, when and why. These lines cannot be edited or removed
      without it being found. They are used to check that reading was lawful, and for nothing else.
    </p>
    <h2 class="govuk-heading-m">Cookies</h2>
    <p class="govuk-body">One cookie keeps you signed in. There are no others, and nothing is sent to anybody else.</p>
    <h2 class="govuk-heading-m">Your rights</h2>
    <p class="govuk-body">
      To see what is held about you, or to have it put right, ask the data-protection officer of any organisation that
      works with you.
    </p>
  </Text>
)

export type ApiPageModel = { operations: readonly { method: string; path: string; about: string; for: string }[] }

export const ApiPage = ({ operations }: ApiPageModel) => (
  <Page title="Interface for machines" wide>
    <h1 class="govuk-heading-l">Interface for machines</h1>
    <p class="govuk-body">
      Everything that a page does is also JSON under <code>/api</code>, at the same address. The whole description is{' '}
      <Link href="/api/openapi.json">OpenAPI 3.1</Link>.
    </p>
    <ul class="govuk-list govuk-list--bullet">
      <li>
        Send a token in the header <code>Authorization: Bearer …</code>. You make one under{' '}
        <Link href="/account/tokens">your account</Link>.
      </li>
      <li>
        Send an <code>Idempotency-Key</code> with each POST: the same key counts once, however often it arrives.
      </li>
      <li>
        An answer carries an <code>ETag</code>. Send it back as <code>If-Match</code> with a change, and a change made
        in between is not lost.
      </li>
      <li>
        Lists carry <code>next</code>: give it as <code>after</code> for the next part.
      </li>
      <li>
        An error is <code>{'{code, sentence, fields}'}</code>, and the sentence says what to do.
      </li>
    </ul>
    <Table
      caption="Operations"
      captionClasses="govuk-table__caption--m"
      phone="stack"
      head={['Address', 'What it does', 'For']}
      rows={operations.map(operation => [
        <code class="weft-address">
          {operation.method} {operation.path}
        </code>,
        operation.about,
        operation.for,
      ])}
    />
  </Page>
)
