import type { VNode } from 'preact'
import type { Options } from './fixture-options.ts'
import type { Cell } from './index.ts'
import * as weft from './index.ts'

const legendOf = (o: Options) => ({
  legend: o.words('fieldset.legend.text', 'fieldset.legend.html'),
  legendClasses: o.text('fieldset.legend.classes'),
  pageHeading: o.flag('fieldset.legend.isPageHeading'),
})

const questionOf = (o: Options) => ({
  name: o.text('name') ?? '',
  id: o.text('idPrefix') ?? o.text('id'),
  hint: o.words('hint.text', 'hint.html'),
  error: o.words('errorMessage.text', 'errorMessage.html'),
  describedBy: o.text('fieldset.describedBy') ?? o.text('describedBy'),
  groupClasses: o.text('formGroup.classes'),
  classes: o.text('classes'),
  disabled: o.flag('disabled'),
})

const labelledOf = (o: Options) => ({
  label: o.words('label.text', 'label.html'),
  labelClasses: o.text('label.classes'),
  pageHeading: o.flag('label.isPageHeading'),
})

const choicesOf = (o: Options) =>
  o.list('items').map(item => {
    const divider = item.text('divider')
    if (divider !== undefined) return { divider }
    return {
      value: item.text('value') ?? '',
      text: item.words('text', 'html'),
      hint: item.words('hint.text', 'hint.html'),
      checked: item.flag('checked'),
      disabled: item.flag('disabled'),
      conditional: item.words('none', 'conditional.html'),
      id: item.text('id'),
      name: item.text('name'),
      behaviour: item.text('behaviour') === 'exclusive' ? ('exclusive' as const) : undefined,
    }
  })

const levelOf = (o: Options, path: string) => ([1, 2, 3, 4, 5, 6] as const).find(level => level === o.number(path))

const oneOf = <T extends string>(values: readonly T[], word: string | undefined): T | undefined =>
  values.find(value => value === word)

const cellOf = (cell: Options): Cell => ({
  text: cell.words('text', 'html'),
  numeric: cell.text('format') === 'numeric',
  colspan: cell.number('colspan'),
  rowspan: cell.number('rowspan'),
  classes: cell.text('classes'),
})

const actionsOf = (o: Options) =>
  o.list('actions.items').map(action => ({
    href: action.text('href') ?? '',
    text: action.words('text', 'html'),
    visuallyHiddenText: action.text('visuallyHiddenText'),
    classes: action.text('classes'),
  }))

const cardOf = (card: Options | undefined) =>
  card && {
    title: card.words('title.text', 'title.html'),
    headingLevel: levelOf(card, 'title.headingLevel'),
    actions: actionsOf(card),
    classes: card.text('classes'),
  }

const stepOf = (o: Options, direction: 'previous' | 'next') => {
  const href = o.text(`${direction}.href`)
  if (href === undefined) return undefined
  return {
    href,
    text: o.words(`${direction}.text`, `${direction}.html`),
    labelText: o.text(`${direction}.labelText`),
  }
}

const pageItemsOf = (o: Options) =>
  o.at('items') === undefined
    ? undefined
    : o.list('items').map(item =>
        item.flag('ellipsis')
          ? { ellipsis: true as const }
          : {
              number: item.text('number') ?? '',
              href: item.text('href') ?? '',
              current: item.flag('current'),
              visuallyHiddenText: item.text('visuallyHiddenText'),
            },
      )

const statusOf = (item: Options) =>
  item.at('status.tag') === undefined ? (
    item.words('status.text', 'status.html')
  ) : (
    <weft.Tag classes={item.text('status.tag.classes')}>{item.words('status.tag.text', 'status.tag.html')}</weft.Tag>
  )

/** How each published fixture's options become our component's own properties. */
export const drawn: Readonly<Record<string, (o: Options) => VNode>> = {
  'back-link': o => (
    <weft.BackLink href={o.text('href') || undefined} classes={o.text('classes')}>
      {o.words('text', 'html')}
    </weft.BackLink>
  ),
  breadcrumbs: o => (
    <weft.Breadcrumbs
      items={o.list('items').map(item => ({ href: item.text('href'), text: item.words('text', 'html') }))}
      collapseOnMobile={o.flag('collapseOnMobile')}
      label={o.text('labelText')}
      classes={o.text('classes')}
    />
  ),
  button: o => (
    <weft.Button
      href={o.text('href')}
      start={o.flag('isStartButton')}
      type={oneOf(['submit', 'button', 'reset'], o.text('type'))}
      name={o.text('name')}
      value={o.text('value')}
      id={o.text('id')}
      disabled={o.flag('disabled')}
      preventDoubleClick={o.flag('preventDoubleClick')}
      classes={o.text('classes')}
    >
      {o.text('html') === undefined ? o.text('text') : [o.words('text', 'html')]}
    </weft.Button>
  ),
  checkboxes: o => (
    <weft.Checkboxes
      {...questionOf(o)}
      {...legendOf(o)}
      fieldsetClasses={o.text('fieldset.classes')}
      items={choicesOf(o)}
      values={o.texts('values')}
    />
  ),
  radios: o => (
    <weft.Radios
      {...questionOf(o)}
      {...legendOf(o)}
      fieldsetClasses={o.text('fieldset.classes')}
      items={choicesOf(o)}
      value={o.text('value')}
    />
  ),
  details: o => (
    <weft.Details
      summary={o.words('summaryText', 'summaryHtml')}
      id={o.text('id')}
      open={o.flag('open')}
      classes={o.text('classes')}
    >
      {o.words('text', 'html')}
    </weft.Details>
  ),
  'error-message': o => (
    <weft.ErrorMessage
      id={o.text('id')}
      classes={o.text('classes')}
      visuallyHiddenText={o.flag('visuallyHiddenText') === false ? '' : o.text('visuallyHiddenText')}
    >
      {o.words('text', 'html')}
    </weft.ErrorMessage>
  ),
  'error-summary': o => (
    <weft.ErrorSummary
      title={o.words('titleText', 'titleHtml')}
      description={o.words('descriptionText', 'descriptionHtml')}
      errors={o
        .list('errorList')
        .map(error => ({ field: (error.text('href') ?? '').slice(1), sentence: error.text('text') ?? '' }))}
      disableAutoFocus={o.flag('disableAutoFocus')}
      classes={o.text('classes')}
    />
  ),
  fieldset: o => (
    <weft.Fieldset
      legend={o.words('legend.text', 'legend.html')}
      legendClasses={o.text('legend.classes')}
      pageHeading={o.flag('legend.isPageHeading')}
      classes={o.text('classes')}
      describedBy={o.text('describedBy')}
      role={oneOf(['group'], o.text('role'))}
    >
      {o.words('none', 'html')}
    </weft.Fieldset>
  ),
  hint: o => (
    <weft.Hint id={o.text('id')} classes={o.text('classes')}>
      {o.words('text', 'html')}
    </weft.Hint>
  ),
  'inset-text': o => (
    <weft.InsetText id={o.text('id')} classes={o.text('classes')}>
      {o.words('text', 'html')}
    </weft.InsetText>
  ),
  label: o => (
    <weft.Label target={o.text('for')} classes={o.text('classes')} pageHeading={o.flag('isPageHeading')}>
      {o.words('text', 'html')}
    </weft.Label>
  ),
  'notification-banner': o => (
    <weft.NotificationBanner
      kind={oneOf(['success'], o.text('type'))}
      title={o.words('titleText', 'titleHtml')}
      titleId={o.text('titleId')}
      headingLevel={levelOf(o, 'titleHeadingLevel')}
      role={oneOf(['alert', 'region', 'banner'], o.text('role'))}
      disableAutoFocus={o.flag('disableAutoFocus')}
      text={o.text('text')}
      classes={o.text('classes')}
    >
      {o.words('none', 'html')}
    </weft.NotificationBanner>
  ),
  pagination: o => (
    <weft.Pagination
      previous={stepOf(o, 'previous')}
      next={stepOf(o, 'next')}
      items={pageItemsOf(o)}
      label={o.text('landmarkLabel')}
      classes={o.text('classes')}
    />
  ),
  panel: o => (
    <weft.Panel title={o.words('titleText', 'titleHtml')} headingLevel={levelOf(o, 'headingLevel')}>
      {o.words('text', 'html')}
    </weft.Panel>
  ),
  'skip-link': o => (
    <weft.SkipLink href={o.text('href')} classes={o.text('classes')}>
      {o.words('text', 'html')}
    </weft.SkipLink>
  ),
  tag: o => <weft.Tag classes={o.text('classes')}>{o.words('text', 'html')}</weft.Tag>,
  'warning-text': o => (
    <weft.WarningText classes={o.text('classes')} iconFallbackText={o.text('iconFallbackText') || undefined}>
      {o.words('text', 'html')}
    </weft.WarningText>
  ),
  'date-input': o => {
    const prefix = o.text('namePrefix') ?? ''
    const partOf = (part: string) => o.text(`values.${part}`) ?? o.text(`values.${prefix}-${part}`)
    return (
      <weft.DateInput
        {...questionOf(o)}
        {...legendOf(o)}
        name={prefix}
        id={o.text('id')}
        values={{ day: partOf('day'), month: partOf('month'), year: partOf('year') }}
      />
    )
  },
  select: o => (
    <weft.Select
      {...questionOf(o)}
      {...labelledOf(o)}
      value={o.text('value')}
      items={o.list('items').map(item => ({
        value: item.text('value'),
        text: item.text('text') ?? '',
        selected: item.flag('selected'),
        disabled: item.flag('disabled'),
      }))}
    />
  ),
  'summary-list': o => (
    <weft.SummaryList
      rows={o.list('rows').map(row => ({
        key: row.words('key.text', 'key.html'),
        value: row.words('value.text', 'value.html'),
        actions: row.at('actions') === undefined ? undefined : actionsOf(row),
        classes: row.text('classes'),
      }))}
      card={cardOf(o.part('card'))}
      classes={o.text('classes')}
    />
  ),
  table: o => (
    <weft.Table
      caption={o.text('caption')}
      captionClasses={o.text('captionClasses')}
      head={o.at('head') === undefined ? undefined : o.list('head').map(cellOf)}
      rows={o.list('rows').map(row => row.list('').map(cellOf))}
      firstCellIsHeader={o.flag('firstCellIsHeader')}
      classes={o.text('classes')}
    />
  ),
  'task-list': o => (
    <weft.TaskList
      idPrefix={o.text('idPrefix')}
      classes={o.text('classes')}
      items={o.list('items').map(item => ({
        title: item.words('title.text', 'title.html'),
        href: item.text('href'),
        hint: item.words('hint.text', 'hint.html'),
        status: statusOf(item),
        classes: item.text('classes'),
        titleClasses: item.text('title.classes'),
        statusClasses: item.text('status.classes'),
      }))}
    />
  ),
  textarea: o => (
    <weft.Textarea
      {...questionOf(o)}
      {...labelledOf(o)}
      value={o.text('value')}
      rows={o.number('rows')}
      spellcheck={o.flag('spellcheck')}
      autocomplete={o.text('autocomplete')}
    />
  ),
  input: o => (
    <weft.TextInput
      {...questionOf(o)}
      {...labelledOf(o)}
      type={oneOf(['text', 'email', 'tel', 'url', 'search', 'number', 'date', 'time'], o.text('type'))}
      value={o.text('value')}
      autocomplete={o.text('autocomplete')}
      autocapitalize={oneOf(['none', 'sentences', 'words'], o.text('autocapitalize'))}
      inputmode={oneOf(['numeric', 'decimal'], o.text('inputmode'))}
      pattern={o.text('pattern')}
      spellcheck={o.flag('spellcheck')}
      prefix={o.words('prefix.text', 'prefix.html')}
      suffix={o.words('suffix.text', 'suffix.html')}
    />
  ),
  'file-upload': o => <weft.FileUpload {...questionOf(o)} {...labelledOf(o)} multiple={o.flag('multiple')} />,
  'password-input': o => (
    <weft.PasswordInput
      {...questionOf(o)}
      {...labelledOf(o)}
      autocomplete={oneOf(['current-password', 'new-password'], o.text('autocomplete'))}
    />
  ),
  'service-navigation': o => (
    <weft.ServiceNavigation
      items={o.list('navigation').map(item => ({
        text: item.words('text', 'html'),
        href: item.text('href'),
        current: item.flag('current'),
        active: item.flag('active'),
      }))}
      serviceName={o.text('serviceName')}
      serviceUrl={o.text('serviceUrl')}
      label={o.text('navigationLabel')}
      id={o.text('navigationId')}
      collapseOnMobile={o.flag('collapseNavigationOnMobile')}
      navigationClasses={o.text('navigationClasses')}
      classes={o.text('classes')}
    />
  ),
  'generic-header': o => (
    <weft.Header
      name={o.words('logoText', 'logoHtml')}
      href={o.text('url')}
      classes={o.text('classes')}
      containerClasses={o.text('containerClasses')}
    />
  ),
}
