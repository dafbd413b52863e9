/** A typed model as JSON: money and big numbers as text, days and instants as ISO 8601. */
export const toJson = (model: unknown): string =>
  JSON.stringify(model, (_, value) => (typeof value === 'bigint' ? value.toString() : value)) ?? 'null'
