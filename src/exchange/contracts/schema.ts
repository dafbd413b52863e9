import { type Static, Type } from 'typebox'
import { Compile } from 'typebox/compile'

const Code = Type.String({ minLength: 1, maxLength: 100 })
const Line = Type.String({ maxLength: 1_000 })
const Age = Type.Integer({ minimum: 0, maximum: 150 })
const orNull = <T extends ReturnType<typeof Type.String> | typeof Age>(type: T) => Type.Union([type, Type.Null()])

const Contract = Type.Object({
  internal_contract_id: Code,
  contract_reference: Code,
  contract_type_id: Code,
  region: Type.Object({ nps_region_code: orNull(Code), pcc_region_code: orNull(Code) }),
  eligibility: Type.Object({
    allows_female: Type.Boolean(),
    allows_male: Type.Boolean(),
    minimum_age: Age,
    maximum_age: orNull(Age),
  }),
  scheduling: Type.Object({ hide_before: Code, hide_after: orNull(Code) }),
  providers: Type.Object({ prime_provider_code: Code, subcontractor_codes: Type.Array(Code, { maxItems: 200 }) }),
  intervention_title: Type.String({ minLength: 1, maxLength: 500 }),
  short_description: orNull(Type.String({ maxLength: 20_000 })),
  activities: Type.Union([Type.Array(Type.Unknown(), { maxItems: 1_000 }), Type.Null()]),
})
/** One contract as the Ministry's service keeps it; its activities are checked one by one (facts-integration.md 2). */
export type Contract = Static<typeof Contract>
export const contractShape = Compile(Contract)

const Activity = Type.Object({
  need_area: Line,
  activity: Type.String({ maxLength: 5_000 }),
  delivery_method: Type.String({ maxLength: 5_000 }),
  delivery_location: Type.String({ maxLength: 5_000 }),
})
export const activityShape = Compile(Activity)

export const providerShape = Compile(Type.Object({ code: Code, name: Type.String({ minLength: 1, maxLength: 500 }) }))

export const typeDetailsShape = Compile(Type.Object({ contract_code: Code, service_category: Line }))

const Named = Type.Object({ name: Line })
export const categoryShape = Compile(Named)
export const regionShape = Compile(Type.Object({ id: Code, name: Line }))
export const commissionerShape = Compile(Type.Object({ id: Code, name: Line, probation_region: Code }))

type Shape = { Errors(value: unknown): { instancePath: string; message: string }[] }

/** Each field that does not fit, by its path with dots (`region.nps_region_code`), once; `` is the record itself. */
export function misfits(shape: Shape, found: unknown): { field: string; why: string }[] {
  const byField = new Map<string, string>()
  for (const { instancePath, message } of shape.Errors(found)) {
    const field = instancePath.slice(1).replaceAll('/', '.')
    if (!byField.has(field)) byField.set(field, message)
  }
  return [...byField].map(([field, why]) => ({ field, why }))
}
