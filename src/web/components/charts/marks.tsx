/** What a point of a process chart is: common cause, or special cause for better, for worse, or only high or low. */
export type PointMark = 'common' | 'improvement' | 'concern' | 'high' | 'low'

export const MARK_WORDS = {
  common: 'Common cause',
  improvement: 'Special cause, improvement',
  concern: 'Special cause, concern',
  high: 'Special cause, high',
  low: 'Special cause, low',
} as const satisfies Record<PointMark, string>

const SHAPES = {
  common: 'M-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0Z',
  improvement: 'M0 -7L7 0L0 7L-7 0Z',
  concern: 'M-6 -6H6V6H-6Z',
  high: 'M0 -7L7 5H-7Z',
  low: 'M0 7L7 -5H-7Z',
} as const satisfies Record<PointMark, string>

/** A point by shape and by colour: a circle, a diamond, a square, a triangle up or down. */
export const Mark = ({ mark, x = 0, y = 0 }: { mark: PointMark; x?: number | undefined; y?: number | undefined }) => (
  <path class={`weft-mark weft-mark--${mark}`} d={SHAPES[mark]} transform={`translate(${x} ${y})`} />
)

/** The variation of the last point; `side` is where the signal lies. */
export type Variation = { mark: PointMark; side?: 'high' | 'low' | undefined }

/** What the process will do about its target if nothing changes. */
export type Assurance = 'pass' | 'fail' | 'inconsistent'

const VARIATION_OUTLINE = {
  common: 'M-14 0a14 14 0 1 0 28 0a14 14 0 1 0 -28 0Z',
  improvement: 'M0 -16L16 0L0 16L-16 0Z',
  concern: 'M-13 -13H13V13H-13Z',
  high: 'M0 -16L16 13H-16Z',
  low: 'M0 16L16 -13H-16Z',
} as const satisfies Record<PointMark, string>

const letterOf = ({ mark, side }: Variation): string => {
  if (mark === 'common') return 'C'
  if (mark === 'high' || side === 'high') return 'H'
  return 'L'
}

const sideWords = (side: Variation['side']) => (side === undefined ? '' : side === 'high' ? ', high' : ', low')

/** A variation in words, as its icon says it. */
export const variationWords = (variation: Variation): string => {
  const sided = variation.mark === 'improvement' || variation.mark === 'concern'
  return `${MARK_WORDS[variation.mark]}${sided ? sideWords(variation.side) : ''}`
}

const ASSURANCE = {
  pass: { letter: 'P', words: 'The target will be met every time', outline: 'M-13 -13H13V13H-13Z' },
  fail: { letter: 'F', words: 'The target will be missed every time', outline: 'M-7 -15H7L15 -7V7L7 15H-7L-15 7V-7Z' },
  inconsistent: {
    letter: '?',
    words: 'The target will be met or missed by chance',
    outline: 'M-14 0a14 14 0 1 0 28 0a14 14 0 1 0 -28 0Z',
  },
} as const satisfies Record<Assurance, { letter: string; words: string; outline: string }>

/** An assurance in words, as its icon says it. */
export const assuranceWords = (assurance: Assurance): string => ASSURANCE[assurance].words

export const VariationIcon = ({ variation }: { variation: Variation }) => (
  <Icon
    outline={VARIATION_OUTLINE[variation.mark]}
    letter={letterOf(variation)}
    words={variationWords(variation)}
    classes={`weft-icon--${variation.mark}`}
    drop={variation.mark === 'high' ? 5 : variation.mark === 'low' ? -4 : 0}
  />
)

export const AssuranceIcon = ({ assurance }: { assurance: Assurance }) => (
  <Icon {...ASSURANCE[assurance]} classes={`weft-icon--${assurance}`} drop={0} />
)

type IconProps = { outline: string; letter: string; words: string; classes: string; drop: number }

const Icon = ({ outline, letter, words, classes, drop }: IconProps) => (
  <svg class={`weft-icon ${classes}`} viewBox="-18 -18 36 36" width="36" height="36" role="img" aria-label={words}>
    <path d={outline} />
    <text x="0" y={drop} dy="0.35em" text-anchor="middle">
      {letter}
    </text>
  </svg>
)
