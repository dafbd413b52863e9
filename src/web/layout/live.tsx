import type { ComponentChildren } from 'preact'

/**
 * A part of a page that follows the work. `stream` is an address of server-sent events whose event `changed` says that
 * the part is out of date; the script then reads this same page again. Without scripts it is a plain part of the page.
 */
export const Live = ({ id, stream, children }: { id: string; stream: string; children?: ComponentChildren }) => (
  <div class="weft-live" id={id} data-live={stream}>
    <p class="weft-live__bar">
      <span class="weft-live__badge" data-live-state role="status">
        As of when the page was opened.
      </span>{' '}
      <button type="button" class="weft-link-button" data-live-pause hidden>
        Pause
      </button>
    </p>
    <div data-live-body>{children}</div>
  </div>
)
