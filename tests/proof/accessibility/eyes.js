/*
 * What the proof sees from inside a page: each function gives the faults it finds, in words. It is read as text and evaluated in
 * the page, so it knows nothing of modules.
 */
;(() => {
  const FOCUSABLE =
    'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]:not([tabindex="-1"])'
  const SHAPES = 'path, rect, circle, line, polyline, polygon'

  const nameOf = element => {
    const classes = typeof element.className === 'string' ? element.className.split(' ').filter(Boolean) : []
    const words = (element.innerText ?? element.textContent ?? '').trim().replaceAll(/\s+/g, ' ').slice(0, 40)
    return [[element.localName, ...classes.slice(0, 2)].join('.'), words && `“${words}”`].filter(Boolean).join(' ')
  }

  const ancestorsOf = element => {
    const found = []
    for (let each = element; each; each = each.parentElement) found.push(each)
    return found
  }

  /** Said to a screen reader alone, or not shown at all; asked once of each element in one look. */
  const unseen = element => {
    const known = asked.get(element)
    if (known !== undefined) return known
    const answer = isUnseen(element)
    asked.set(element, answer)
    return answer
  }
  let asked = new WeakMap()

  const isUnseen = element =>
    !element.checkVisibility({ visibilityProperty: true }) ||
    ancestorsOf(element).some(each => {
      const { clipPath, clip, position } = getComputedStyle(each)
      return position === 'absolute' && (clipPath === 'inset(50%)' || clip.startsWith('rect(0'))
    })

  /** Every line of text that is shown: where it stands and whose it is. */
  const linesOf = root => {
    asked = new WeakMap()
    const lines = []
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const owner = node.parentElement
      if (!node.data.trim() || !owner || owner.closest('option, script, style, title, desc') || unseen(owner)) continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const box of range.getClientRects()) if (box.width > 1 && box.height > 1) lines.push({ box, owner })
    }
    return lines
  }

  /** The page does not scroll sideways; what does so within it has a name and takes the focus. */
  const sideways = () => {
    asked = new WeakMap()
    const faults = []
    const room = document.documentElement.clientWidth
    const width = document.documentElement.scrollWidth
    if (width > room) {
      const widest = [...document.querySelectorAll('body *')]
        .filter(each => each.getBoundingClientRect().right > room + 1 && !unseen(each))
        .filter(each => !ancestorsOf(each.parentElement).some(scrolls))
      faults.push(`is ${width} pixels wide in ${room}: ${widest.slice(-2).map(nameOf).join(', ')}`)
    }
    for (const each of document.querySelectorAll('body *')) {
      if (!scrolls(each) || each.scrollWidth <= each.clientWidth + 1 || each.matches('input, select, textarea'))
        continue
      if (each.tabIndex < 0 || !(each.ariaLabel || each.getAttribute('aria-labelledby')))
        faults.push(`scrolls sideways without a name or a stop: ${nameOf(each)}`)
    }
    return faults
  }

  const scrolls = element => ['auto', 'scroll'].includes(getComputedStyle(element).overflowX)

  /** No line of text is cut off by what holds it or by the side of the page. */
  const cut = () => {
    const room = document.documentElement.clientWidth
    return linesOf(document.body).flatMap(({ box, owner }) => {
      for (const each of ancestorsOf(owner)) {
        if (each.localName === 'body') break
        if (scrolls(each)) return []
        const { overflowX, overflowY } = getComputedStyle(each)
        const held = each.getBoundingClientRect()
        const across = overflowX !== 'visible' && (box.right > held.right + 2 || box.left < held.left - 2)
        const down = overflowY !== 'visible' && (box.bottom > held.bottom + 4 || box.top < held.top - 4)
        if (each.localName !== 'svg' && (across || down)) return [`cuts off ${nameOf(owner)}`]
      }
      return box.right > room + 1 || box.left < -1 ? [`runs over the side: ${nameOf(owner)}`] : []
    })
  }

  /** No two lines of text stand on each other. */
  const overlapping = () => {
    const lines = linesOf(document.body).sort((one, other) => one.box.top - other.box.top)
    const faults = []
    for (const [at, { box, owner }] of lines.entries())
      for (let next = at + 1; next < lines.length && lines[next].box.top < box.bottom; next += 1) {
        const other = lines[next]
        const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left)
        const down = Math.min(box.bottom, other.box.bottom) - other.box.top
        if (owner === other.owner || across < 3 || down < 0.4 * Math.min(box.height, other.box.height)) continue
        if (sameScroller(owner) === sameScroller(other.owner))
          faults.push(`puts ${nameOf(owner)} on ${nameOf(other.owner)}`)
      }
    return faults
  }

  const sameScroller = element => ancestorsOf(element).find(scrolls)

  /** What shows that something has the focus: on itself, or on the label that draws it. */
  const lookOf = element => {
    const drawn = [getComputedStyle(element), getComputedStyle(element.parentElement)]
    for (const label of element.labels ?? [])
      for (const part of ['::before', '::after']) drawn.push(getComputedStyle(label, part))
    return drawn.map(style => ({
      outline: style.outlineStyle === 'none' ? '' : `${style.outlineStyle} ${style.outlineWidth}`,
      all: [style.outline, style.boxShadow, style.backgroundColor, style.borderColor, style.borderWidth].join(),
    }))
  }

  /** Each stop of the focus is shown, is not covered, and follows the one before it down its column. `forced`: only an outline shows. */
  const focus = forced => {
    const faults = []
    let before
    const said = document.activeElement
    for (const element of document.querySelectorAll(FOCUSABLE)) {
      if (element.disabled || !element.checkVisibility({ visibilityProperty: true })) continue
      said?.blur?.()
      document.activeElement?.blur()
      const plain = lookOf(element)
      element.focus()
      if (document.activeElement !== element) continue
      const lit = lookOf(element)
      const shows = lit.some(({ all, outline }, at) =>
        forced ? outline !== '' && outline !== plain[at]?.outline : all !== plain[at]?.all,
      )
      if (!shows) faults.push(`shows no focus on ${nameOf(element)}`)
      if (covered(element)) faults.push(`covers the focus on ${nameOf(element)}`)
      const box = element.getBoundingClientRect()
      const [top, bottom] = [box.top + scrollY, box.bottom + scrollY]
      if (before && bottom < before.top && box.left < before.right && box.right > before.left)
        faults.push(`goes back up from ${nameOf(before.element)} to ${nameOf(element)}`)
      before = { element, top, left: box.left, right: box.right }
    }
    document.activeElement?.blur()
    scrollTo(0, 0)
    return faults
  }

  /** The stop at which the focus is: shown, and not covered. Each is looked at once. */
  const stop = () => {
    const element = document.activeElement
    if (!element || element === document.body || stopped.has(element)) return []
    stopped.add(element)
    const hidden = covered(element) ? [`covers the focus on ${nameOf(element)}`] : []
    const lit = lookOf(element)
    element.blur()
    const plain = lookOf(element)
    element.focus({ preventScroll: true })
    return lit.some(({ all }, at) => all !== plain[at]?.all)
      ? hidden
      : [...hidden, `shows no focus on ${nameOf(element)}`]
  }
  const stopped = new WeakSet()

  /** How often Tab must be pressed to come around: radios of one question are one stop. */
  const stops = () => {
    const groups = new Set()
    for (const element of document.querySelectorAll(FOCUSABLE))
      if (!element.disabled && element.checkVisibility({ visibilityProperty: true }))
        groups.add(element.type === 'radio' ? `${element.form?.action} ${element.name}` : element)
    return groups.size
  }

  const covered = element => {
    const boxes = [...element.getClientRects()].filter(({ width, height }) => width > 0 && height > 0)
    return !boxes.some(box => {
      const points = [
        [box.left + box.width / 2, box.top + box.height / 2],
        [box.left + 4, box.top + 4],
        [box.left + 4, box.top + box.height / 2],
      ]
      return points.some(([x, y]) => {
        const hit = document.elementFromPoint(x, y)
        const owner = hit?.closest('label')?.control ?? hit
        return owner && (element === owner || element.contains(hit) || hit.contains(element))
      })
    })
  }

  const channelsOf = colour => {
    const [red, green, blue, alpha = 1] = (colour.match(/[\d.]+/g) ?? []).map(Number)
    return { red, green, blue, alpha }
  }

  const lightOf = ({ red, green, blue }) => {
    const [r, g, b] = [red, green, blue].map(value => {
      const share = value / 255
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }

  /** Each mark of a drawing stands out from the page at 3 to 1, by its filling or its edge; lines of a grid only help the eye. */
  const faint = () => {
    asked = new WeakMap()
    const probe = document.createElement('i')
    probe.style.cssText = 'forced-color-adjust:none;color:Canvas'
    document.body.append(probe)
    const page = matchMedia('(forced-colors: active)').matches ? channelsOf(getComputedStyle(probe).color) : WHITE
    probe.remove()
    const ground = lightOf(page)
    const against = (colour, opacity) => {
      const ink = channelsOf(colour)
      const share = ink.alpha * Number(opacity)
      const mixed = Object.fromEntries(
        ['red', 'green', 'blue'].map(key => [key, ink[key] * share + page[key] * (1 - share)]),
      )
      const light = lightOf(mixed)
      return (Math.max(light, ground) + 0.05) / (Math.min(light, ground) + 0.05)
    }
    return [...document.querySelectorAll('main svg')]
      .filter(svg => !svg.closest('a'))
      .flatMap(svg =>
        [...svg.querySelectorAll(SHAPES)].flatMap(shape => {
          if (unseen(svg) || shape.closest('[class*="axis__grid"], defs, clipPath')) return []
          const { fill, fillOpacity, stroke, strokeOpacity, strokeWidth } = getComputedStyle(shape)
          const filled = fill === 'none' || shape.localName === 'line' ? 1 : against(fill, fillOpacity)
          const edged = stroke === 'none' || Number.parseFloat(strokeWidth) === 0 ? 1 : against(stroke, strokeOpacity)
          const [most] = [filled, edged].sort((one, other) => other - one)
          return most < 3
            ? [`draws ${shape.localName}.${shape.getAttribute('class') ?? ''} at ${most.toFixed(1)} to 1`]
            : []
        }),
      )
  }
  const WHITE = { red: 255, green: 255, blue: 255 }

  /** With forced colours the current entry of a navigation is told by a line or a drawn bar, since its background is gone. */
  const current = () =>
    [...document.querySelectorAll('nav [aria-current], [class*="navigation"] [aria-current]')].flatMap(entry => {
      if (entry.closest('.govuk-breadcrumbs') || unseen(entry)) return []
      const drawn = [entry, entry.parentElement].some(
        each => Number.parseFloat(getComputedStyle(each).borderBottomWidth) > 1,
      )
      const strong = Number(getComputedStyle(entry).fontWeight) >= 700 || entry.querySelector('strong')
      const bar = getComputedStyle(entry, '::before')
      const kept = bar.content !== 'none' && bar.forcedColorAdjust === 'none'
      const outlined = getComputedStyle(entry.parentElement).outlineStyle !== 'none'
      return drawn || kept || strong || outlined ? [] : [`does not show which entry is current: ${nameOf(entry)}`]
    })

  /** Nothing moves by itself. */
  const moving = () =>
    [...document.querySelectorAll('body, body *')].flatMap(each => {
      const { animationName, transitionDuration } = getComputedStyle(each)
      const moves = animationName !== 'none' || transitionDuration.split(', ').some(part => Number.parseFloat(part) > 0)
      return moves ? [`moves ${nameOf(each)}`] : []
    })

  /** One heading of the first rank, and a caption for each table. */
  const shape = () => {
    const headings = document.querySelectorAll('h1').length
    const bare = [...document.querySelectorAll('table')].filter(table => !table.caption)
    return [
      ...(headings === 1 ? [] : [`has ${headings} headings of the first rank`]),
      ...bare.map(table => `has a table without a caption: ${nameOf(table)}`),
    ]
  }

  /** Larger words, or the spacing of WCAG 1.4.12; neither: as it was. */
  const words = how => {
    document.documentElement.style.fontSize = how === 'twice' ? '200%' : ''
    const sheet = new CSSStyleSheet()
    if (how === 'spaced')
      sheet.replaceSync(
        '*{line-height:1.5 !important;letter-spacing:0.12em !important;word-spacing:0.16em !important}p{margin-bottom:2em !important}',
      )
    document.adoptedStyleSheets = [sheet]
  }

  globalThis.weftEyes = { sideways, stop, stops, cut, overlapping, focus, faint, current, moving, shape, words }
})()
