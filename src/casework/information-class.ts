/** The bit of each class of information in `access.class`; an event names by it the class to which its facts belong. */
export const CLASS_BIT = {
  outline: 1,
  identity: 2,
  contact: 4,
  sentence_outline: 8,
  sentence: 16,
  needs_referred: 64,
  needs: 128,
  risk_level: 256,
  risk_summary: 512,
  risk: 1024,
  health: 2048,
  adjustment: 4096,
  services: 16384,
  sentence_end: 65536,
} as const

export type InformationClass = keyof typeof CLASS_BIT

/** Whether a viewer whose classes are this mask may see the class. */
export const mayKnow = (classes: number, of: InformationClass): boolean => (classes & CLASS_BIT[of]) !== 0
