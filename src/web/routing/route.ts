import type { VNode } from 'preact'
import type { TObject } from 'typebox'
import type { Policy } from '../../access/policy.ts'
import type { Actor, Role, Scope, Scopes } from '../../database/scope.ts'
import type { CaseKey } from '../../journal/append.ts'
import type { FieldError } from '../../kernel/errors.ts'
import type { Said } from '../components/index.ts'
import type { ReadObject } from './read.ts'
import type { FileField, UploadedFile } from './upload.ts'

/** Who may come in at all; what they may do with the thing itself is the use case's policy. */
export type Permission = 'anyone' | 'signed in' | readonly Role[] | Policy<never>

/**
 * Which law a route lives under. `public`: no records, no sign-in. `contract`: agreements, figures, money; no personal data.
 * `case`: people's records; the cases that an answer shows are written down before it is sent.
 */
export type Zone = 'public' | 'contract' | 'case'

type Common<Input extends TObject> = {
  /** Fastify path with parameters; the same under /api answers JSON. */
  path: string
  /** What it is for, in a line: the summary in OpenAPI. */
  about: string
  permission: Permission
  /** The purpose that is written in the journal, in words ("supervise"). */
  purpose: string
  /** Parameters of the path and the query. */
  input: Input
}

/** What a case route shows. */
type Shows<Model> = { zone: 'public' | 'contract' } | { zone: 'case'; shows: (model: Model) => readonly CaseKey[] }

/** What went wrong with a form that is shown again, and what the person had written. */
export type Again = { errors: readonly FieldError[]; said: Said }

/** Where to go after something was done, and what to say there. */
export type Next = { to: string; flash?: string }

export type PageRoute<Input extends TObject, Model> = Common<Input> &
  Shows<Model> & {
    /** Loads the typed model: everything it lists, and nothing else, reaches a browser or the API. */
    load: (tx: Scope, input: ReadObject<Input>) => Promise<Model>
    view: (model: Model) => VNode
  }

export type FormRoute<Input extends TObject, Body extends TObject, Model, Result> = Common<Input> &
  Shows<Model> & {
    body: Body
    load: (tx: Scope, input: ReadObject<Input>) => Promise<Model>
    view: (model: Model, again: Again) => VNode
    /** The use case. `version` is the one the person saw, where the form carried it. */
    submit: (tx: Scope, input: ReadObject<Input> & ReadObject<Body>, version: number | undefined) => Promise<Result>
    then: (result: Result, input: ReadObject<Input>) => Next
  }

/** A button without a page of its own. */
export type ActionRoute<Input extends TObject, Body extends TObject, Result> = Common<Input> & {
  zone: Zone
  body: Body
  submit: (tx: Scope, input: ReadObject<Input> & ReadObject<Body>, version: number | undefined) => Promise<Result>
  then: (result: Result, input: ReadObject<Input>) => Next
}

/** A file: CSV, PDF, SVG. */
export type FileRoute<Input extends TObject, Model> = Common<Input> &
  Shows<Model> & {
    load: (tx: Scope, input: ReadObject<Input>) => Promise<Model>
    file: (model: Model) => Promise<{ type: string; name: string; body: string | Buffer }>
  }

/**
 * A page with a form that may bring a file. It is not one transaction: the use case opens its own, and answers at once with what
 * came of it, so that a preview has a page. Sent twice it must come to the same.
 */
export type UploadRoute<Input extends TObject, Body extends TObject, Model, Result> = Common<Input> &
  Shows<Model> & {
    body: Body
    file: FileField
    load: (tx: Scope, input: ReadObject<Input>) => Promise<Model>
    view: (model: Model, again: Again, result: Result | undefined) => VNode
    submit: (
      by: { scopes: Scopes; actor: Actor },
      input: ReadObject<Input> & ReadObject<Body>,
      file: UploadedFile | undefined,
    ) => Promise<Result>
    /** Where to go; nothing: the result is shown where the form stood. */
    then: (result: Result) => Next | undefined
    /** What machines are told of the result. */
    told: (result: Result) => unknown
  }

/** A route with its types closed over, so that routes of every kind stand in one list. */
export type Route =
  | { kind: 'page'; route: PageRoute<TObject, unknown> }
  | { kind: 'form'; route: FormRoute<TObject, TObject, unknown, unknown> }
  | { kind: 'action'; route: ActionRoute<TObject, TObject, unknown> }
  | { kind: 'file'; route: FileRoute<TObject, unknown> }
  | { kind: 'upload'; route: UploadRoute<TObject, TObject, unknown, unknown> }

/** A page that answers GET, and GET under /api as JSON. */
export const page = <Input extends TObject, Model>(route: PageRoute<Input, Model>): Route => ({
  kind: 'page',
  route: route as unknown as PageRoute<TObject, unknown>,
})

/** A page with a form: GET shows it, POST does it and goes on, POST under /api does the same with JSON. */
export const form = <Input extends TObject, Body extends TObject, Model, Result>(
  route: FormRoute<Input, Body, Model, Result>,
): Route => ({ kind: 'form', route: route as unknown as FormRoute<TObject, TObject, unknown, unknown> })

/** A POST without a page of its own. */
export const action = <Input extends TObject, Body extends TObject, Result>(
  route: ActionRoute<Input, Body, Result>,
): Route => ({ kind: 'action', route: route as unknown as ActionRoute<TObject, TObject, unknown> })

/** A file to download. */
export const file = <Input extends TObject, Model>(route: FileRoute<Input, Model>): Route => ({
  kind: 'file',
  route: route as unknown as FileRoute<TObject, unknown>,
})

/** A page that takes a file, shows what would become of it, and keeps it. */
export const upload = <Input extends TObject, Body extends TObject, Model, Result>(
  route: UploadRoute<Input, Body, Model, Result>,
): Route => ({ kind: 'upload', route: route as unknown as UploadRoute<TObject, TObject, unknown, unknown> })

/** The roles that a permission lets in; nothing: everybody it speaks of. */
export const rolesOf = (permission: Permission): readonly Role[] | undefined => {
  if (typeof permission === 'string') return undefined
  return 'roles' in permission ? permission.roles : permission
}
