import type { Locator, Page } from 'playwright-core'
import { Temporal } from 'temporal-polyfill'

/** A page, or the part of it that is worked in. */
export type Place = Page | Locator

/** The few things that a person does on a page. Each has its own ways: with the pointer, or by keys alone. */
export type Hands = {
  /** Presses the button or follows the link that is meant. */
  click(target: Locator): Promise<void>
  /** Ticks a box or chooses a radio. */
  check(target: Locator): Promise<void>
  type(target: Locator, words: string): Promise<void>
  select(target: Locator, option: string): Promise<void>
}

export const pointer: Hands = {
  click: target => target.click(),
  check: target => target.check(),
  type: (target, words) => target.fill(words),
  select: async (target, label) => void (await target.selectOption({ label })),
}

/** What a job is told in: buttons, links and questions by their names. */
export type Words = ReturnType<typeof workWith>

export function workWith(hands: Hands) {
  const field = (place: Place, name: string) => place.getByLabel(startingWith(name)).first()
  const inNavigation = (page: Page, navigation: string, name: string) =>
    hands.click(page.getByRole('navigation', { name: navigation }).getByRole('link', { name, exact: true }))
  const fill = (place: Place, name: string, words: string) => hands.type(field(place, name), words)
  return {
    fill,
    tick: (place: Place, name: string) => hands.check(field(place, name)),
    pick: (place: Place, name: string, option: string) => hands.select(field(place, name), option),
    /** Presses the button or follows the link of this name on the page itself. */
    press(page: Page, name: string | RegExp): Promise<void> {
      const main = page.getByRole('main')
      const exact = typeof name === 'string'
      return hands.click(main.getByRole('button', { name, exact }).or(main.getByRole('link', { name, exact })))
    },
    /** Goes to an entry of the navigation. */
    go: (page: Page, name: string) => inNavigation(page, 'Menu', name),
    /** Goes to an entry of the second row of the navigation. */
    goOn: (page: Page, name: string) => inNavigation(page, 'In this part', name),
    /** Answers a question of several choices. */
    choose: (page: Page, question: string, answer: string) =>
      hands.check(page.getByRole('group', { name: question }).getByLabel(answer, { exact: true })),
    /** Fills in the three fields of a date, such as 2026-09-03. */
    async fillDay(page: Page, question: string, day: string): Promise<void> {
      const date = Temporal.PlainDate.from(day)
      const group = page.getByRole('group', { name: question }).last()
      await fill(group, 'Day', String(date.day))
      await fill(group, 'Month', String(date.month))
      await fill(group, 'Year', String(date.year))
    },
  }
}

const startingWith = (name: string) => new RegExp(`^${name.replaceAll(/[.*+?^$()|[\]\\]/g, '\\$&')}`)

/** What stands on the page, in words. */
export const wordsOf = (page: Page): Promise<string> => page.getByRole('main').innerText()
