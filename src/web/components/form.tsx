import { randomUUID } from 'node:crypto'
import type { ComponentChildren } from 'preact'
import { useContext } from 'preact/hooks'
import type { FieldError } from '../../kernel/errors.ts'
import { ShellContext } from '../layout/shell.ts'
import type { DateWords } from './date-input.tsx'

/** What the person wrote, or what the record holds before anyone wrote: by field name. */
export type Said = Readonly<Record<string, string | readonly string[] | undefined>>

const wordsOf = (said: Said, name: string): readonly string[] => {
  const words = said[name]
  if (words === undefined) return []
  return typeof words === 'string' ? [words] : words
}

const errorOf = (errors: readonly FieldError[], name: string): string | undefined =>
  errors.find(error => error.field === name)?.sentence

/** A question of one answer: `<TextInput label="Reason" {...field(errors, said, 'reason')} />`. */
export const field = (errors: readonly FieldError[], said: Said, name: string) => ({
  name,
  error: errorOf(errors, name),
  value: wordsOf(said, name)[0],
})

/** A question of several answers: `<Checkboxes legend="Needs" items={…} {...choices(errors, said, 'needs')} />`. */
export const choices = (errors: readonly FieldError[], said: Said, name: string) => ({
  name,
  error: errorOf(errors, name),
  values: wordsOf(said, name),
})

/** A date in three boxes: `<DateInput legend="Start" {...dateField(errors, said, 'start')} />`. */
export const dateField = (errors: readonly FieldError[], said: Said, name: string) => {
  const values: DateWords = {
    day: wordsOf(said, `${name}-day`)[0],
    month: wordsOf(said, `${name}-month`)[0],
    year: wordsOf(said, `${name}-year`)[0],
  }
  return { name, error: errorOf(errors, name), values }
}

/**
 * A form that changes something. It carries the session's token (`_csrf`), a key that makes it count once however often
 * it is clicked (`_key`) and, where the person saw a record, the version that they saw (`_version`).
 */
export const Form = ({
  action,
  version,
  idempotency = randomUUID(),
  multipart,
  classes,
  children,
}: {
  action: string
  version?: string | number | bigint | undefined
  /** The key to use, where the same form is shown again for the same act; a new one otherwise. */
  idempotency?: string | undefined
  /** For files. */
  multipart?: boolean | undefined
  classes?: string | undefined
  children?: ComponentChildren
}) => {
  const { csrf } = useContext(ShellContext)
  return (
    <form
      action={action}
      method="post"
      novalidate
      class={classes}
      encType={multipart ? 'multipart/form-data' : undefined}
    >
      <input type="hidden" name="_csrf" value={csrf} />
      <input type="hidden" name="_key" value={idempotency} />
      {version !== undefined && <input type="hidden" name="_version" value={String(version)} />}
      {children}
    </form>
  )
}

/** A form that only asks, such as a search: sent with GET, so that its answer has an address. */
export const AskForm = ({ action, children }: { action: string; children?: ComponentChildren }) => (
  <form action={action} method="get" novalidate>
    {children}
  </form>
)
