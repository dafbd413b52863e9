import { initAll } from './govuk-frontend.min.js'

/** Scripts run: the style sheets may show what needs them. Nothing in Weft depends on it. */
document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

/** The least between two readings of a whole part: what comes more often is put into its places one by one. */
const REST_MS = 2000

/**
 * A part of a page that follows the work: <section data-live="/stream" id="…">. The stream's event `changed` brings figures,
 * which are put where the part shows them (data-words, data-parts, data-judged); where one has no place yet, or none is
 * named, the part is read again from this same page. Nothing moves while the person has paused it or is typing in it.
 */
const follow = part => {
  const state = part.querySelector('[data-live-state]')
  const clock = part.querySelector('[data-live-at]')
  const button = part.querySelector('[data-live-pause]')
  let paused = false
  let waiting = false
  let reading = false
  let resting = false

  /** Said once: a screen reader speaks whatever is put here. */
  const say = words => {
    if (state && state.textContent !== words) state.textContent = words
  }

  const updated = () => {
    const at = new Date().toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' })
    if (clock) clock.textContent = `Updated at ${at}.`
    say('Live.')
  }

  const read = async body => {
    const answer = await fetch(location.href, { headers: { accept: 'text/html' }, credentials: 'same-origin' })
    if (!answer.ok) return say('Not live. Open the page again.')
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const fresh = page.getElementById(part.id)?.querySelector('[data-live-body]')
    if (!fresh) return
    body.replaceChildren(...fresh.childNodes)
    updated()
  }

  /** One reading at a time, and a rest after it: what changes during a reading is read once more. */
  const refresh = async () => {
    const body = part.querySelector('[data-live-body]')
    waiting = true
    if (!body || reading || resting) return
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
    resting = true
    setTimeout(() => {
      resting = false
      if (waiting) refresh()
    }, REST_MS)
  }

  /** Puts a figure into its places; false where this part does not show it. */
  const put = ({ key, words, parts, judged }) => {
    const places = what => [...part.querySelectorAll(`[data-${what}="${key}"]`)]
    const shown = places('words')
    for (const place of shown) place.textContent = words
    for (const place of places('parts')) place.textContent = parts
    for (const place of places('judged')) place.innerHTML = judged
    return shown.length > 0
  }

  const change = event => {
    const { figures } = JSON.parse(event.data)
    if (paused || reading || figures.length === 0) return refresh()
    const elsewhere = figures.filter(({ shown }) => !put(shown))
    if (elsewhere.some(({ month }) => part.dataset.liveMonths?.includes(month))) return refresh()
    if (elsewhere.length < figures.length) updated()
  }

  const stream = new EventSource(part.dataset.live)
  stream.addEventListener('open', () => say(paused ? 'Paused.' : 'Live.'))
  stream.addEventListener('error', () => say('Not live. Trying again.'))
  stream.addEventListener('changed', change)
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
