import type { ComponentChildren } from 'preact'
import { classNames, type HeadingLevel, headingOf } from './class-names.ts'

export type Task = {
  title: ComponentChildren
  /** `<Tag>` or words; nothing to be done is said in words. */
  status: ComponentChildren
  href?: string | undefined
  hint?: ComponentChildren
  classes?: string | undefined
  titleClasses?: string | undefined
  statusClasses?: string | undefined
}

/** What there is to do, each with its state. */
export const TaskList = ({
  items,
  idPrefix = 'task-list',
  classes,
}: {
  items: readonly Task[]
  idPrefix?: string | undefined
  classes?: string | undefined
}) => (
  <ul class={classNames('govuk-task-list', classes)}>
    {items.map((task, at) => (
      <TaskItem task={task} id={`${idPrefix}-${at + 1}`} />
    ))}
  </ul>
)

const TaskItem = ({ task, id }: { task: Task; id: string }) => {
  const hinted = task.hint !== undefined
  return (
    <li class={classNames('govuk-task-list__item', task.href && 'govuk-task-list__item--with-link', task.classes)}>
      <div class="govuk-task-list__name-and-hint">
        {task.href ? (
          <a
            class={classNames('govuk-link govuk-task-list__link', task.titleClasses)}
            href={task.href}
            aria-describedby={classNames(hinted && `${id}-hint`, `${id}-status`)}
          >
            {task.title}
          </a>
        ) : (
          <div class={task.titleClasses}>{task.title}</div>
        )}
        {hinted && (
          <div id={`${id}-hint`} class="govuk-task-list__hint">
            {task.hint}
          </div>
        )}
      </div>
      <div class={classNames('govuk-task-list__status', task.statusClasses)} id={`${id}-status`}>
        {task.status}
      </div>
    </li>
  )
}

export type TimelineItem = {
  title: ComponentChildren
  /** Machine form for `datetime`: an instant or a day. */
  at: string
  /** The same in British words. */
  when: string
  by?: ComponentChildren
  children?: ComponentChildren
}

/** What happened, newest first. */
export const Timeline = ({
  items,
  headingLevel = 2,
}: {
  items: readonly TimelineItem[]
  headingLevel?: HeadingLevel | undefined
}) => {
  const Heading = headingOf(headingLevel)
  return (
    <div class="moj-timeline">
      {items.map(item => (
        <div class="moj-timeline__item">
          <div class="moj-timeline__header">
            <Heading class="moj-timeline__title">{item.title}</Heading>{' '}
            {item.by !== undefined && <p class="moj-timeline__byline">by {item.by}</p>}
          </div>
          <p class="moj-timeline__date">
            <time dateTime={item.at}>{item.when}</time>
          </p>
          {item.children !== undefined && <div class="moj-timeline__description">{item.children}</div>}
        </div>
      ))}
    </div>
  )
}

/** Who or what the whole page is about, kept in sight above it. */
export const IdentityBar = ({ title, children }: { title: ComponentChildren; children?: ComponentChildren }) => (
  <div class="moj-identity-bar">
    <div class="moj-identity-bar__container">
      <div class="moj-identity-bar__details">
        <span class="moj-identity-bar__title">{title}</span>
      </div>
      {children !== undefined && <div class="moj-identity-bar__actions">{children}</div>}
    </div>
  </div>
)

export type ChosenFilter = { heading: string; items: readonly { text: string; href: string }[] }

/** What narrows a list: the questions as children, and what is chosen now, each a link that takes it away. */
export const Filter = ({
  action,
  chosen = [],
  clearHref,
  children,
}: {
  action: string
  chosen?: readonly ChosenFilter[] | undefined
  clearHref: string
  children?: ComponentChildren
}) => (
  <div class="moj-filter">
    <div class="moj-filter__header">
      <div class="moj-filter__header-title">
        <h2 class="govuk-heading-m">Filter</h2>
      </div>
    </div>
    <div class="moj-filter__content">
      {chosen.length > 0 && <Chosen chosen={chosen} clearHref={clearHref} />}
      <form class="moj-filter__options" action={action} method="get" novalidate>
        <button type="submit" class="govuk-button" data-module="govuk-button">
          Apply filters
        </button>
        {children}
      </form>
    </div>
  </div>
)

const Chosen = ({ chosen, clearHref }: { chosen: readonly ChosenFilter[]; clearHref: string }) => (
  <div class="moj-filter__selected">
    <div class="moj-filter__selected-heading">
      <div class="moj-filter__heading-title">
        <h2 class="govuk-heading-m">Selected filters</h2>
      </div>
      <div class="moj-filter__heading-action">
        <p>
          <a class="govuk-link govuk-link--no-visited-state" href={clearHref}>
            Clear filters
          </a>
        </p>
      </div>
    </div>
    {chosen.map(({ heading, items }) => (
      <>
        <h3 class="govuk-heading-s govuk-!-margin-bottom-0">{heading}</h3>
        <ul class="moj-filter-tags">
          {items.map(item => (
            <li>
              <a class="moj-filter__tag" href={item.href}>
                <span class="govuk-visually-hidden">Remove this filter</span> {item.text}
              </a>
            </li>
          ))}
        </ul>
      </>
    ))}
  </div>
)
