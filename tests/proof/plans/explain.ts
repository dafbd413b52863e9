import { sql } from 'kysely'
import type { Stage } from '../../../src/cli/bench/stage.ts'
import { withScope } from '../../../src/database/scope.ts'
import type { Heard } from './listen.ts'

/** `whole`: tables read from end to end. `buffers`: pages of 8 KiB touched; none where a statement writes and was not carried out. */
export type Plan = { readonly words: string; readonly whole: readonly string[]; readonly buffers: number | undefined }

type Node = {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Actual Rows'?: number
  readonly 'Actual Loops'?: number
  readonly 'Plan Rows': number
  readonly 'Shared Hit Blocks'?: number
  readonly 'Shared Read Blocks'?: number
  readonly Plans?: readonly Node[]
}

/** Explains a statement as the viewer of the stage asks it; one that reads is carried out. */
export async function explain({ scopes, viewer }: Stage, one: Heard, growing: readonly string[]): Promise<Plan> {
  const reads = /^\s*(SELECT|WITH)\b/i.test(one.text) && !/\b(INSERT|UPDATE|DELETE)\b/.test(one.text)
  const how = reads ? 'ANALYZE, BUFFERS, FORMAT JSON' : 'FORMAT JSON'
  const plan = await withScope(scopes, { actor: viewer, purpose: 'proof', kind: 'reads' }, async tx => {
    const answer = await tx.db.executeQuery<{ 'QUERY PLAN': readonly { Plan: Node }[] }>({
      ...sql`SELECT`.compile(tx.db),
      sql: `EXPLAIN (${how}) ${one.text}`,
      parameters: [...one.values],
    })
    return answer.rows[0]?.['QUERY PLAN'][0]?.Plan
  })
  if (!plan) throw new Error('Nothing was explained.')
  const nodes = nodesOf(plan)
  return {
    words: nodes
      .filter(node => node['Relation Name'] !== undefined || node['Node Type'] === 'Sort')
      .map(inWords)
      .join('; '),
    whole: nodes.flatMap(node => {
      const table = node['Relation Name']
      return node['Node Type'] === 'Seq Scan' && table !== undefined && growing.includes(table) ? [table] : []
    }),
    buffers: reads ? (plan['Shared Hit Blocks'] ?? 0) + (plan['Shared Read Blocks'] ?? 0) : undefined,
  }
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

function inWords(node: Node): string {
  const where = [node['Node Type'], node['Index Name'] ?? node['Relation Name']]
    .filter(each => each !== undefined)
    .join(' ')
  const rows = node['Actual Rows']
  return rows === undefined ? where : `${where} (${rows * (node['Actual Loops'] ?? 1)} rows)`
}
