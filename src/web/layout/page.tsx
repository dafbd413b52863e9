import type { ComponentChildren, VNode } from 'preact'
import { useContext } from 'preact/hooks'
import { renderToString } from 'preact-render-to-string'
import type { FieldError } from '../../kernel/errors.ts'
import { assetHref } from '../assets/build.ts'
import {
  Breadcrumbs,
  type Crumb,
  Details,
  ErrorSummary,
  Header,
  NotificationBanner,
  ServiceNavigation,
  SkipLink,
  SubNavigation,
} from '../components/index.ts'
import { type Shell, ShellContext } from './shell.ts'

export type PageProps = {
  /** What the page is, without the name of the place. */
  title: string
  /** The part of Weft, such as the area or the case, said after the title in the browser's tab. */
  section?: string | undefined
  /** The chain of reasons for which this person sees this record. */
  why?: ComponentChildren
  /** What everyone on this page must know, such as an open break-glass. */
  banner?: ComponentChildren
  /** Wide tables and boards take the whole window. */
  wide?: boolean | undefined
  errors?: readonly FieldError[] | undefined
  breadcrumbs?: readonly Crumb[] | undefined
  lang?: string | undefined
  children?: ComponentChildren
}

/** A whole document. The page writes its own `h1`. */
export const Page = (page: PageProps) => {
  const shell = useContext(ShellContext)
  const failed = page.errors !== undefined && page.errors.length > 0
  return (
    <html lang={page.lang ?? 'en-GB'} class="govuk-template">
      <Head title={titleOf(page, failed)} />
      <body class={page.wide ? 'govuk-template__body weft-body--wide' : 'govuk-template__body'}>
        <SkipLink href="#main-content">Skip to main content</SkipLink>
        <header class="govuk-template__header">
          <Header name="Weft" classes="weft-header">
            <SignedIn shell={shell} />
          </Header>
          {shell.navigation.length > 0 && <ServiceNavigation items={shell.navigation} classes="weft-navigation" />}
        </header>
        <div class="govuk-width-container">
          {shell.section !== undefined && shell.section.length > 0 && (
            <SubNavigation items={shell.section} label="In this part" classes="weft-section" />
          )}
          {page.breadcrumbs && <Breadcrumbs items={page.breadcrumbs} collapseOnMobile />}
          <main class="govuk-main-wrapper" id="main-content">
            {shell.flash && (
              <NotificationBanner kind={shell.flash.kind} text={shell.flash.text} titleId="flash-title" />
            )}
            {page.banner !== undefined && <NotificationBanner titleId="banner-title">{page.banner}</NotificationBanner>}
            {failed && page.errors && <ErrorSummary errors={page.errors} />}
            {page.children}
            {page.why !== undefined && (
              <Details summary="Why you see this" classes="weft-why">
                {page.why}
              </Details>
            )}
          </main>
        </div>
        <Footer />
      </body>
    </html>
  )
}

const titleOf = (page: PageProps, failed: boolean) =>
  `${failed ? 'Error: ' : ''}${[page.title, page.section, 'Weft'].filter(part => part !== undefined).join(' - ')}`

const Head = ({ title }: { title: string }) => (
  <head>
    <meta charSet="utf-8" />
    <title>{title}</title>
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
    <meta name="theme-color" content="#12393d" />
    <link rel="icon" href={assetHref('/assets/favicon.svg')} type="image/svg+xml" />
    <link rel="stylesheet" href={assetHref('/assets/weft.css')} />
    <script type="module" src={assetHref('/assets/weft.js')} />
  </head>
)

const SignedIn = ({ shell }: { shell: Shell }) => {
  if (shell.signedIn === undefined) return null
  const { name, organisation, role } = shell.signedIn
  return (
    <div class="weft-signed-in">
      <p class="weft-signed-in__who">
        <strong>{organisation}</strong>{' '}
        <span>
          <a class="weft-signed-in__account" href="/account">
            {name}
          </a>
          {`, ${role}`}
        </span>
      </p>
      <form action="/sign-out" method="post">
        <input type="hidden" name="_csrf" value={shell.csrf} />
        <button type="submit" class="weft-link-button">
          Sign out
        </button>
      </form>
    </div>
  )
}

const FOOTER = [
  { href: '/help', text: 'Help' },
  { href: '/definitions', text: 'Definitions' },
  { href: '/calculator', text: 'Calculator' },
  { href: '/accessibility', text: 'Accessibility' },
  { href: '/privacy', text: 'Privacy' },
] as const

const Footer = () => (
  <footer class="govuk-template__footer">
    <div class="govuk-footer">
      <div class="govuk-width-container">
        <div class="govuk-footer__meta">
          <div class="govuk-footer__meta-item govuk-footer__meta-item--grow">
            <h2 class="govuk-visually-hidden">Support links</h2>
            <ul class="govuk-footer__inline-list">
              {FOOTER.map(({ href, text }) => (
                <li class="govuk-footer__inline-list-item">
                  <a class="govuk-footer__link" href={href}>
                    {text}
                  </a>
                </li>
              ))}
            </ul>
          </div>
        </div>
      </div>
    </div>
  </footer>
)

/** The page as the answer to a request, inside the shell that the server made for it. */
export const renderDocument = (page: VNode, shell: Shell): string =>
  `<!DOCTYPE html>\n${renderToString(<ShellContext.Provider value={shell}>{page}</ShellContext.Provider>)}`
