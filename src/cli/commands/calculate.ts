import { text } from 'node:stream/consumers'
import { WeftError } from '../../kernel/errors.ts'
import { CALCULATOR_RULES, runRule } from '../../web/calculator/rules.ts'

/** `weft calculate`: the list of rules, a rule's schema, or a rule run on the JSON of standard input. */
export async function calculate(
  rule: string | undefined,
  options: { schema?: boolean; json?: boolean },
): Promise<void> {
  if (rule === undefined) return list(options)
  const known = CALCULATOR_RULES.find(each => each.name === rule)
  if (!known) throw new WeftError('not_found', `There is no rule ${rule}. Run weft calculate to see them all.`)
  if (options.schema) return console.log(JSON.stringify(known.input, null, 2))
  const { result, working } = runRule(rule, parseJson(await text(process.stdin)))
  if (options.json) return console.log(JSON.stringify({ rule, result, working }, null, 2))
  for (const step of working) console.log(step)
  console.log(JSON.stringify(result, null, 2))
}

function list({ json }: { json?: boolean }) {
  if (json)
    return console.log(
      JSON.stringify(
        CALCULATOR_RULES.map(({ name, title, about, source }) => ({ name, title, about, source })),
        null,
        2,
      ),
    )
  const width = Math.max(...CALCULATOR_RULES.map(({ name }) => name.length))
  for (const { name, title } of CALCULATOR_RULES) console.log(`${name.padEnd(width)}  ${title}`)
}

function parseJson(words: string): unknown {
  try {
    return JSON.parse(words)
  } catch {
    throw new WeftError(
      'input.invalid',
      'Standard input holds no JSON. Give the input as in: weft calculate RULE < input.json',
    )
  }
}
