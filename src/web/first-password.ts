import type { FastifyInstance } from 'fastify'
import { Type } from 'typebox'
import { giveFirstPassword } from '../access/first-password.ts'
import { FirstPasswordPage } from '../access/pages/users.tsx'
import { userCalled } from '../access/users.ts'
import type { Scopes } from '../database/scope.ts'
import { code } from './routing/fields.ts'
import { parse } from './routing/input.ts'
import type { Again } from './routing/route.ts'
import { type Body, besideRoutes, inScope, type Seat, show } from './seat.ts'

const NOTHING: Again = { errors: [], said: {} }
const Named = Type.Object({ worker: code('a user') })

/** The first password of a member of the own organisation, by its administrator. */
export function mountFirstPassword(app: FastifyInstance, { scopes }: { scopes: Scopes }): void {
  const { get, post } = besideRoutes(app, { scopes, permission: ['administrator'], purpose: 'look after users' })
  get('/users/:worker/first-password', seat => page(seat, NOTHING, undefined))
  post(
    '/users/:worker/first-password',
    async seat => {
      const { worker } = await userIn(seat)
      const made = await inScope(seat, tx => giveFirstPassword(tx, scopes.key, worker))
      return show(seat, each => page(each, NOTHING, made))
    },
    (seat, again) => page(seat, again, undefined),
  )
}

const userIn = (seat: Seat) => {
  const { worker } = parse(Named, seat.request.params as Body)
  return inScope(seat, tx => userCalled(tx, worker))
}

const page = async (seat: Seat, again: Again, made: string | undefined) =>
  FirstPasswordPage({ user: await userIn(seat), made, ...again })
