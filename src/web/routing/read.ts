import type { TObject, TSchema } from 'typebox'

/**
 * The type of what a schema reads, for the kinds of schema that routes and rules are written with. TypeBox's own `Static` knows
 * every kind there is, and costs the type checker half a million types over all routes.
 */
export type Read<Schema> = Schema extends { '~unsafe': infer Value }
  ? Value
  : Schema extends { '~kind': 'Object'; properties: infer Properties }
    ? ReadProperties<Properties>
    : Schema extends { '~kind': 'Array'; items: infer Items }
      ? Read<Items>[]
      : Schema extends { '~kind': 'Union'; anyOf: infer Options }
        ? ReadAny<Options>
        : Schema extends { '~kind': 'Literal'; const: infer Value }
          ? Value
          : Schema extends { '~kind': 'Enum'; enum: infer Values extends readonly unknown[] }
            ? Values[number]
            : Schema extends { '~kind': infer Kind }
              ? ReadKind<Kind>
              : unknown

type ReadKind<Kind> = Kind extends 'String'
  ? string
  : Kind extends 'Integer' | 'Number'
    ? number
    : Kind extends 'Boolean'
      ? boolean
      : Kind extends 'Null'
        ? null
        : unknown

type ReadAny<Options> = Options extends readonly unknown[]
  ? { [At in keyof Options]: Read<Options[At]> }[number]
  : never

type Optional<Properties> = {
  [Name in keyof Properties]: Properties[Name] extends { '~optional': true } ? Name : never
}[keyof Properties]

type ReadProperties<Properties> = {
  [Name in Exclude<keyof Properties, Optional<Properties>>]: Read<Properties[Name]>
} & { [Name in Optional<Properties>]?: Read<Properties[Name]> }

/** As `Read`, for the object that a route or rule takes. */
export type ReadObject<Schema extends TObject> = Schema extends {
  properties: infer Properties extends Record<string, TSchema>
}
  ? ReadProperties<Properties>
  : never
