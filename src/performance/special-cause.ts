/** Above or rising 1, below or falling -1, neither 0. */
export type Side = -1 | 0 | 1

/** Points in a row that make a trend or a shift. */
const RUN = 7

/**
 * Which points lie in a run of seven or more strictly on one side of the mean, and on which side; a point on the mean
 * breaks the run. Every point of the run is marked. Source: facts.md 7.2, test 4.
 */
export function pointsInShift(sides: readonly Side[]): Side[] {
  const marks = sides.map((): Side => 0)
  for (let end = RUN - 1; end < sides.length; end += 1) {
    const side = sides[end] ?? 0
    if (side !== 0 && sides.slice(end - RUN + 1, end + 1).every(one => one === side))
      marks.fill(side, end - RUN + 1, end + 1)
  }
  return marks
}

/**
 * Which points lie in seven in a row that all rise or all fall, and which way; an equal pair breaks the run. Every point
 * of the run is marked, and one that belongs to two runs goes the way of the later. Source: facts.md 7.2, test 2.
 */
export function pointsInTrend(values: readonly number[]): Side[] {
  const marks = values.map((): Side => 0)
  const steps = values.slice(1).map((value, at) => stepFrom(values[at] ?? value, value))
  for (let end = RUN - 1; end < values.length; end += 1) {
    const way = steps[end - 1] ?? 0
    if (way !== 0 && steps.slice(end - RUN + 1, end).every(step => step === way))
      marks.fill(way, end - RUN + 1, end + 1)
  }
  return marks
}

/**
 * Which points lie between a near limit and its limit, two or more in three in a row that are all on the same side of
 * the mean; only those near points are marked. Source: facts.md 7.2, test 3.
 */
export function pointsInTwoOfThree(isNear: readonly boolean[], sides: readonly Side[]): boolean[] {
  const marks = isNear.map(() => false)
  for (let start = 0; start + 3 <= isNear.length; start += 1) {
    const window = [start, start + 1, start + 2]
    const near = window.filter(at => isNear[at])
    const side = sides[start] ?? 0
    if (near.length < 2 || side === 0 || !window.every(at => sides[at] === side)) continue
    for (const at of near) marks[at] = true
  }
  return marks
}

function stepFrom(before: number, after: number): Side {
  if (after > before) return 1
  return after < before ? -1 : 0
}
