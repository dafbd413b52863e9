import { Temporal } from 'temporal-polyfill'
import { type Instant, londonDay } from '../../kernel/calendar.ts'
import { dateInWords } from '../../kernel/words.ts'
import { Tag } from '../../web/components/index.ts'

/** The last day on which something is in time, given the instant before which it must be done; overdue says so. */
export const DueDay = ({ before, now }: { before: Instant; now: Instant }) => (
  <>
    {dateInWords(londonDay(before.subtract({ milliseconds: 1 })))}
    {Temporal.Instant.compare(before, now) <= 0 && (
      <>
        {' '}
        <Tag colour="red">Overdue</Tag>
      </>
    )}
  </>
)
