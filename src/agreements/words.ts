/** Whom a service takes, in words. */
export function toWhom(taken: {
  women: boolean
  men: boolean
  leastAge: number
  mostAge: number | null
  highestRisk: string
}): string {
  const sex = taken.women && taken.men ? 'Women and men' : taken.women ? 'Women' : taken.men ? 'Men' : 'Nobody'
  const age = taken.mostAge === null ? `${taken.leastAge} and over` : `${taken.leastAge} to ${taken.mostAge}`
  return `${sex}, ${age}, risk up to ${taken.highestRisk}`
}
