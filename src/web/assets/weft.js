import { initAll } from './govuk-frontend.min.js'

/** Scripts run: the style sheets may show what needs them. Nothing in Weft depends on it. */
document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

/**
 * A part of a page that follows the work: <section data-live="/stream" id="…">. The stream's event `changed` says that the
 * part is out of date; it is then read again from this same page, unless the person has paused it or is typing in it.
 */
const follow = part => {
  const state = part.querySelector('[data-live-state]')
  const button = part.querySelector('[data-live-pause]')
  let paused = false
  let waiting = false
  let reading = false

  const say = words => {
    if (state) state.textContent = words
  }

  const read = async body => {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' }, credentials: 'same-origin' })
    if (!answer.ok) return say('Not live. Open the page again.')
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.getElementById(part.id)?.querySelector('[data-live-body]')
    if (!fresh) return
    body.replaceChildren(...fresh.childNodes)
    const at = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
    say(`Live. Updated at ${at}.`)
  }

  /** One reading at a time: what changes during a reading is read once more after it. */
  const refresh = async () => {
    const body = part.querySelector('[data-live-body]')
    waiting = true
    if (!body || reading) return
    if (paused) return say('Paused. There is something new.')
    if (body.contains(document.activeElement)) return say('There is something new.')
    reading = true
    waiting = false
    try {
      await read(body)
    } catch {
      say('Not live. Trying again.')
    }
    reading = false
    if (waiting) await refresh()
  }

  const stream = new EventSource(part.dataset.live)
  stream.addEventListener('open', () => say(paused ? 'Paused.' : 'Live.'))
  stream.addEventListener('error', () => say('Not live. Trying again.'))
  stream.addEventListener('changed', refresh)
  addEventListener('pagehide', () => stream.close())
  part.addEventListener('focusout', () => waiting && !paused && setTimeout(refresh))

  if (!button) return
  button.hidden = false
  button.addEventListener('click', () => {
    paused = !paused
    button.textContent = paused ? 'Resume' : 'Pause'
    say(paused ? 'Paused.' : 'Live.')
    if (!paused && waiting) refresh()
  })
}

for (const part of document.querySelectorAll('[data-live]')) follow(part)

for (const button of document.querySelectorAll('[data-print]')) {
  button.hidden = false
  button.addEventListener('click', () => print())
}

/** A page that comes back from the browser's own store has lost its streams and may be out of date. */
addEventListener('pageshow', event => {
  if (event.persisted) location.reload()
})
