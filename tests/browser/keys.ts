import type { Locator, Page } from 'playwright-core'
import type { Hands } from './hands.ts'

/** No page of Weft has so many stops. */
const MOST_STOPS = 400

type Where = 'on it' | 'beside it' | 'before it' | 'after it'

/** Where the focus stands to a target, asked in the page: on it, beside it among the radios of one question, before or after it. */
const WHERE = new Function(
  'target',
  `const at = document.activeElement
  if (at === target) return 'on it'
  if (at.type === 'radio' && target.type === 'radio' && at.name === target.name && at.form === target.form) return 'beside it'
  return at === document.body || at.compareDocumentPosition(target) & Node.DOCUMENT_POSITION_FOLLOWING ? 'before it' : 'after it'`,
) as (target: unknown) => Where
const CHOSEN = new Function('select', 'return select.selectedOptions[0]?.label.trim()') as (select: unknown) => string

/** Hands that use Tab, Enter, Space, arrows and letters alone. `stopped` is told of every stop on the way. */
export function keysWith(stopped: (page: Page) => Promise<void>): Hands {
  const where = (target: Locator) => target.evaluate(WHERE)

  /** Goes from stop to stop until the target, or its group of radios, has the focus. */
  const reach = async (target: Locator): Promise<Where> => {
    const keyboard = target.page().keyboard
    await target.waitFor({ state: 'attached' })
    for (let stops = 0; stops < MOST_STOPS; stops += 1) {
      const at = await where(target)
      if (at === 'on it' || at === 'beside it') return at
      await keyboard.press(at === 'before it' ? 'Tab' : 'Shift+Tab')
      await stopped(target.page())
    }
    throw new Error(`The keys never reach ${target} on ${target.page().url()}.`)
  }

  return {
    async click(target) {
      await reach(target)
      await Promise.all([target.page().waitForEvent('load'), target.page().keyboard.press('Enter')])
    },
    async check(target) {
      const { keyboard } = target.page()
      for (let at = await reach(target); at === 'beside it'; at = await where(target)) await keyboard.press('ArrowDown')
      if (!(await target.isChecked())) await keyboard.press('Space')
    },
    async type(target, words) {
      await reach(target)
      await target.page().keyboard.press('Control+A')
      await target.page().keyboard.type(words)
    },
    async select(target, option) {
      await reach(target)
      const chosen = () => target.evaluate(CHOSEN)
      for (let tries = 0; (await chosen()) !== option && tries < MOST_STOPS; tries += 1)
        await target.page().keyboard.press('ArrowDown')
    },
  }
}
