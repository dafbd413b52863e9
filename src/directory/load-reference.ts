import type pg from 'pg'
import { AREAS, FORCES } from './reference/areas.ts'
import { PLACES } from './reference/places.ts'

/** Writes the areas, police force areas and districts into their tables, as the loader. Running it again changes nothing. */
export async function loadReference(client: pg.ClientBase): Promise<void> {
  await client.query('BEGIN; SET LOCAL ROLE weft_loader')
  await client.query(
    `INSERT INTO directory.area (area, name) SELECT * FROM unnest($1::text[], $2::text[])
     ON CONFLICT (area) DO UPDATE SET name = excluded.name WHERE area.name <> excluded.name`,
    [AREAS.map(area => area.code), AREAS.map(area => area.name)],
  )
  await client.query(
    `INSERT INTO directory.force_area (force, name, area) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
     ON CONFLICT (force) DO UPDATE SET name = excluded.name WHERE force_area.name <> excluded.name`,
    [FORCES.map(force => force.code), FORCES.map(force => force.name), FORCES.map(force => force.area)],
  )
  await client.query(
    `INSERT INTO directory.place (place, name, force) SELECT * FROM unnest($1::text[], $2::text[], $3::text[])
     ON CONFLICT (place) DO UPDATE SET name = excluded.name WHERE place.name <> excluded.name`,
    [PLACES.map(place => place.code), PLACES.map(place => place.name), PLACES.map(place => place.force)],
  )
  await client.query('COMMIT')
}
