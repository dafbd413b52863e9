import { Type } from 'typebox'
import { Page } from '../layout/page.tsx'
import { page, type Route } from '../routing/route.ts'
import { DEFINITIONS } from './contributors.ts'
import type { LoadedSection } from './section.ts'

export const definitionRoutes: readonly Route[] = [
  page({
    path: '/definitions',
    about: 'Every definition: obligations, measures',
    permission: 'anyone',
    purpose: 'read definitions',
    zone: 'public',
    input: Type.Object({}),
    async load(tx) {
      const sections: LoadedSection[] = []
      for (const section of DEFINITIONS) sections.push(await section(tx))
      return { sections }
    },
    view: ({ sections }) => (
      <Page title="Definitions">
        <h1 class="govuk-heading-l">Definitions</h1>
        <p class="govuk-body-l">What every promise and figure in Weft means. Everybody works to the same words.</p>
        <ul class="govuk-list">
          {sections.map(({ id, title }) => (
            <li>
              <a class="govuk-link" href={`#${id}`}>
                {title}
              </a>
            </li>
          ))}
        </ul>
        {sections.map(section => (
          <section id={section.id}>
            <h2 class="govuk-heading-m">{section.title}</h2>
            {section.draw()}
          </section>
        ))}
      </Page>
    ),
  }),
]
