import { Tag } from '../../web/components/index.ts'
import type { Judgement } from '../measure.ts'

const COLOUR = {
  'Target met': 'green',
  'Below target': 'red',
  'Above target': 'red',
  'Too few to judge': 'grey',
  'No target': 'grey',
} as const satisfies Record<Judgement, string>

/** How a figure stands against its target; the words say it, the colour only helps. */
export const Judged = ({ judgement }: { judgement: Judgement }) =>
  judgement === 'No target' ? <>No target</> : <Tag colour={COLOUR[judgement]}>{judgement}</Tag>
