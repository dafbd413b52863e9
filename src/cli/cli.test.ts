import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url))

function weft(words: readonly string[], input = '', environment: Readonly<Record<string, string>> = {}) {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', 'tsx', MAIN, ...words], {
    input,
    encoding: 'utf8',
    env: { ...process.env, ...environment },
  })
  return { status, stdout, stderr }
}

describe('the command line', () => {
  test('calculates by the very rules of the product, with their working', () => {
    const answer = weft(['calculate', 'fee-in-twelfths', '--json'], JSON.stringify({ annualFee: 100_000_000 }))
    expect(answer.status).toBe(0)
    expect(JSON.parse(answer.stdout)).toMatchObject({ rule: 'fee-in-twelfths', working: expect.any(Array) })
    expect(answer.stdout).toContain('8333333')
  })

  test('lists the rules and prints the schema of each', () => {
    expect(weft(['calculate']).stdout).toContain('business-days')
    expect(JSON.parse(weft(['calculate', 'xmr', '--schema']).stdout)).toHaveProperty('properties')
  })

  test.each([
    [['calculate', 'no-such-rule'], 2, 'There is no rule'],
    [['calculate', 'business-days'], 2, 'holds no JSON'],
    [['nonsense'], 1, 'unknown command'],
    [['serve', '--port', 'many'], 1, '--port takes a whole number'],
    [['serve', '--proxies', 'all'], 1, '--proxies takes a whole number'],
    [['serve', '--answers', 'many'], 1, '--answers takes a whole number'],
  ] as const)('refuses %j with exit code %i and says why', (words, status, sentence) => {
    const answer = weft(words, 'not json')
    expect(answer.status).toBe(status)
    expect(answer.stderr).toContain(sentence)
  })

  test('says of a database that does not answer what to check, and shows no stack', () => {
    const nowhere = 'postgres://weft_app:secret@127.0.0.1:1/weft'
    const outside = {
      DATABASE_URL: nowhere,
      DATABASE_JOBS_URL: nowhere,
      WEFT_KEY: Buffer.alloc(48, 1).toString('base64'),
    }
    const answer = weft(['serve'], '', outside)
    expect(answer.status).toBe(1)
    expect(answer.stderr).toContain('The database cannot be reached')
    expect(answer.stderr).not.toMatch(/ at |secret/)
  })

  test('has help for each command', () => {
    const { stdout } = weft(['--help'])
    for (const command of [
      'serve',
      'migrate',
      'demo',
      'import',
      'export',
      'month',
      'audit',
      'user',
      'backup',
      'restore',
      'calculate',
    ])
      expect(stdout).toContain(command)
  })
})
