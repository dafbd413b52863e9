import { createContext } from 'preact'

export type NavigationItem = {
  href: string
  text: string
  /** This very page. */
  current?: boolean | undefined
  /** The part to which this page belongs. */
  active?: boolean | undefined
}

/** What every page of one answer has around it; the server makes it once, and pages need not pass it on. */
export type Shell = {
  /** The address of this page, without its query. */
  path: string
  /** The session's token, sent back by every form. */
  csrf: string
  navigation: readonly NavigationItem[]
  /** The neighbours of this page in its part. */
  section?: readonly NavigationItem[] | undefined
  signedIn?: { name: string; organisation: string; role: string } | undefined
  /** What the last request did, shown once. */
  flash?: { kind: 'success' | 'important'; text: string } | undefined
}

export const ShellContext = createContext<Shell>({ path: '/', csrf: '', navigation: [] })
