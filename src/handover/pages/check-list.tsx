import { londonDay } from '../../kernel/calendar.ts'
import { dateInWords } from '../../kernel/words.ts'
import { Button, Form, Tag, type Task, TaskList } from '../../web/components/index.ts'
import { RISK_MONTHS } from '../checklist.ts'
import type { ShownItem } from '../show-transfer.ts'

/** The minimum-information list; `closeAction` is where the receiver says that a gap is closed, where the viewer may. */
export const CheckList = ({
  list,
  closeAction,
  version,
}: {
  list: readonly ShownItem[]
  closeAction?: string | undefined
  version?: number | undefined
}) => (
  <>
    <h2 class="govuk-heading-m">Minimum information</h2>
    <TaskList
      idPrefix="item"
      items={list.map(
        (item): Task => ({
          title: item.title,
          hint: <Hint item={item} closeAction={closeAction} version={version} />,
          status: <ItemTag item={item} />,
        }),
      )}
    />
    <p class="govuk-body-s">
      A risk assessment counts for {RISK_MONTHS} months. This is Weft’s own rule, where the agreement names none.
    </p>
  </>
)

/** Who ticked an item, who can, or who closes its gap. */
function whereFrom({ state, tickedBy, gap }: ShownItem): string {
  if (gap !== null) {
    const closed = gap.closedAt === null ? '' : `; closed on ${dateInWords(londonDay(gap.closedAt))}`
    return `${gap.closer} closes it by ${dateInWords(gap.by)}${closed}`
  }
  if (tickedBy === 'sender') return state === 'held' ? 'Said by the sender' : 'For the sender to say'
  return state === 'held' ? 'Ticked by Weft from what it holds' : 'Weft ticks it when the record holds it'
}

const ItemTag = ({ item }: { item: ShownItem }) => {
  if (item.state === 'held') return <>Held</>
  if (item.gap?.closedAt) return <Tag colour="green">Gap closed</Tag>
  return item.gap ? <Tag colour="orange">Gap accepted</Tag> : <Tag colour="red">Missing</Tag>
}

const Hint = ({
  item,
  closeAction,
  version,
}: {
  item: ShownItem
  closeAction: string | undefined
  version: number | undefined
}) => (
  <>
    {item.words}
    <br />
    {whereFrom(item)}
    {item.gap !== null && item.gap.closedAt === null && closeAction !== undefined && (
      <Form action={closeAction} version={version}>
        <input type="hidden" name="item" value={item.code} />
        <Button kind="secondary" classes="govuk-!-margin-bottom-0 govuk-!-margin-top-2">
          We have it now
        </Button>
      </Form>
    )}
  </>
)
