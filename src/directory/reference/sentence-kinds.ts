/**
 * Under what a person is supervised. `none` is a person worked with under no order, as in integrated offender
 * management. Source: casework.md (Supervision), facts.md 5.6.
 */
export const SENTENCE_KINDS = [
  { code: 'community_order', label: 'Community order' },
  { code: 'suspended_sentence_order', label: 'Suspended sentence order' },
  { code: 'custody', label: 'Custody' },
  { code: 'licence', label: 'Licence' },
  { code: 'post_sentence_supervision', label: 'Post-sentence supervision' },
  { code: 'none', label: 'No order' },
] as const

export type SentenceKindCode = (typeof SENTENCE_KINDS)[number]['code']
export type SentenceKind = (typeof SENTENCE_KINDS)[number]

export const sentenceKindOf = (code: string): SentenceKind | undefined =>
  SENTENCE_KINDS.find(kind => kind.code === code)
