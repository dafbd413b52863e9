import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fold, searchWords, soundsAlike } from './names.ts'

describe('a name', () => {
  test.each([
    ['Siân O’Brien-Jones', 'sian obrien jones'],
    ["D'Arcy", 'darcy'],
    ['  Ann   Marie ', 'ann marie'],
    ['JOSÉ GARCÍA', 'jose garcia'],
    ['Łukasz Wiśniewski', 'lukasz wisniewski'],
    ['Weiß', 'weiss'],
    ['Ｆｕｌｌ', 'full'],
    ['محمد', 'محمد'],
    ['...', ''],
  ])('%s is folded to "%s"', (name, folded) => expect(fold(name)).toBe(folded))

  test('folding what is folded changes nothing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), name => {
        expect(fold(fold(name))).toBe(fold(name))
      }),
      { numRuns: 2000 },
    )
  })

  test('is searched by each of its words once', () => {
    expect(searchWords('Ann Smith-Ann')).toEqual(['ann', 'smith'])
    expect(searchWords(' - ')).toEqual([])
  })
})

describe('sound', () => {
  test.each([
    ['Smith', 'Smyth'],
    ['Catherine', 'Kathryn'],
    ['Stephen', 'Steven'],
    ['Siân', 'Sian'],
    ['Philip', 'Filip'],
  ])('%s and %s share a code', (one, other) => {
    expect(soundsAlike(one).some(code => soundsAlike(other).includes(code))).toBe(true)
  })

  test.each([
    ['Jones', 'Smith'],
    ['Ahmed', 'Brown'],
  ])('%s and %s share none', (one, other) => {
    expect(soundsAlike(one).filter(code => soundsAlike(other).includes(code))).toEqual([])
  })

  test('whatever is typed has codes of letters only, or none', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), text => {
        for (const code of soundsAlike(text)) expect(code).toMatch(/^[A-Z0]+$/)
      }),
    )
    expect(soundsAlike('')).toEqual([])
  })
})
