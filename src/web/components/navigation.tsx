import type { ComponentChildren } from 'preact'
import { classNames } from './class-names.ts'

type Plain = { children?: ComponentChildren; classes?: string | undefined }

export const BackLink = ({ href = '#', classes, children = 'Back' }: Plain & { href?: string | undefined }) => (
  <a href={href} class={classNames('govuk-back-link', classes)}>
    {children}
  </a>
)

export const SkipLink = ({ href = '#content', classes, children }: Plain & { href?: string | undefined }) => (
  <a href={href} class={classNames('govuk-skip-link', classes)} data-module="govuk-skip-link">
    {children}
  </a>
)

export type Crumb = { text: ComponentChildren; href?: string | undefined }

/** Where this page is; the last crumb, without an address, is the page itself. */
export const Breadcrumbs = ({
  items,
  collapseOnMobile,
  label = 'Breadcrumb',
  classes,
}: {
  items: readonly Crumb[]
  collapseOnMobile?: boolean | undefined
  label?: string | undefined
  classes?: string | undefined
}) => (
  <nav
    class={classNames('govuk-breadcrumbs', classes, collapseOnMobile && 'govuk-breadcrumbs--collapse-on-mobile')}
    aria-label={label}
  >
    <ol class="govuk-breadcrumbs__list">
      {items.map(({ text, href }) =>
        href ? (
          <li class="govuk-breadcrumbs__list-item">
            <a class="govuk-breadcrumbs__link" href={href}>
              {text}
            </a>
          </li>
        ) : (
          <li class="govuk-breadcrumbs__list-item" aria-current="page">
            {text}
          </li>
        ),
      )}
    </ol>
  </nav>
)

/** The name of the place at the top of every page; children stand to its right. */
export const Header = ({
  name,
  href = '/',
  classes,
  containerClasses = 'govuk-width-container',
  children,
}: Plain & { name: ComponentChildren; href?: string | undefined; containerClasses?: string | undefined }) => (
  <div class={classNames('govuk-generic-header', classes)}>
    <div class={classNames('govuk-generic-header__container', containerClasses)}>
      <div class="govuk-generic-header__logo">
        <a href={href} class="govuk-generic-header__homepage-link">
          {name}
        </a>
      </div>
      {children}
    </div>
  </div>
)

export type ServiceNavigationItem = {
  text?: ComponentChildren
  href?: string | undefined
  /** This very page. */
  current?: boolean | undefined
  /** A page of this part. */
  active?: boolean | undefined
}

export const ServiceNavigation = ({
  items = [],
  serviceName,
  serviceUrl,
  label = 'Menu',
  id = 'navigation',
  collapseOnMobile = items.length > 1,
  navigationClasses,
  classes,
}: {
  items?: readonly ServiceNavigationItem[] | undefined
  serviceName?: ComponentChildren
  serviceUrl?: string | undefined
  label?: string | undefined
  id?: string | undefined
  collapseOnMobile?: boolean | undefined
  navigationClasses?: string | undefined
  classes?: string | undefined
}) => {
  const inner = (
    <div class="govuk-width-container">
      <div class="govuk-service-navigation__container">
        {serviceName && (
          <span class="govuk-service-navigation__service-name">
            {serviceUrl ? (
              <a href={serviceUrl} class="govuk-service-navigation__link">
                {serviceName}
              </a>
            ) : (
              <span class="govuk-service-navigation__text">{serviceName}</span>
            )}
          </span>
        )}
        {items.length > 0 && (
          <nav aria-label={label} class={classNames('govuk-service-navigation__wrapper', navigationClasses)}>
            {collapseOnMobile && (
              // biome-ignore lint/a11y/noAriaHiddenOnFocusable: hidden until the script that works it shows it
              <button
                type="button"
                class="govuk-service-navigation__toggle govuk-js-service-navigation-toggle"
                aria-controls={id}
                hidden
                aria-hidden="true"
              >
                Menu
              </button>
            )}
            <ul class="govuk-service-navigation__list" id={id}>
              {items.map(item => (
                <ServiceNavigationLink item={item} />
              ))}
            </ul>
          </nav>
        )}
      </div>
    </div>
  )
  const looks = classNames('govuk-service-navigation', classes)
  return serviceName ? (
    <section aria-label="Service information" class={looks} data-module="govuk-service-navigation">
      {inner}
    </section>
  ) : (
    <div class={looks} data-module="govuk-service-navigation">
      {inner}
    </div>
  )
}

const ServiceNavigationLink = ({ item }: { item: ServiceNavigationItem }) => {
  const here = item.active || item.current
  const current = here ? (item.current ? 'page' : 'true') : undefined
  const words = here ? <strong class="govuk-service-navigation__active-fallback">{item.text}</strong> : item.text
  return (
    <li class={classNames('govuk-service-navigation__item', here && 'govuk-service-navigation__item--active')}>
      {item.href ? (
        <a class="govuk-service-navigation__link" href={item.href} aria-current={current}>
          {words}
        </a>
      ) : (
        item.text && (
          <span class="govuk-service-navigation__text" aria-current={current}>
            {words}
          </span>
        )
      )}
    </li>
  )
}

export type NavigationLink = { href: string; text: ComponentChildren; current?: boolean | undefined }

/** The parts of one record. */
export const SubNavigation = ({
  items,
  label = 'Secondary navigation region',
  classes,
}: {
  items: readonly NavigationLink[]
  label?: string | undefined
  classes?: string | undefined
}) => (
  <nav class={classNames('moj-sub-navigation', classes)} aria-label={label}>
    <ul class="moj-sub-navigation__list">
      {items.map(item => (
        <li class="moj-sub-navigation__item">
          <a class="moj-sub-navigation__link" aria-current={item.current ? 'page' : undefined} href={item.href}>
            {item.text}
          </a>
        </li>
      ))}
    </ul>
  </nav>
)
