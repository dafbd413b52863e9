import type { ComponentChildren } from 'preact'

type LiveProps = { id: string; stream: string; months: readonly string[]; children?: ComponentChildren }

/**
 * A part of a page that follows the work. `stream` is an address of server-sent events whose event `changed` brings figures
 * that stand in the part, which the script puts in their places, or says no more than that the part is out of date: then it reads
 * this same page again. `months`: those whose figures the part shows. Without scripts it is a plain part of the page.
 */
export const Live = ({ id, stream, months, children }: LiveProps) => (
  <div class="weft-live" id={id} data-live={stream} data-live-months={months.join(' ')}>
    <p class="weft-live__bar">
      <span class="weft-live__badge" data-live-state role="status">
        As of when the page was opened.
      </span>{' '}
      <span data-live-at />{' '}
      <button type="button" class="weft-link-button" data-live-pause hidden>
        Pause
      </button>
    </p>
    <div data-live-body>{children}</div>
  </div>
)
