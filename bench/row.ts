import { median, ratio } from './ratio.ts'

/** What a ratio has to be; null: the row is there for comparison and has no target. */
type Target = { at: 'most' | 'least'; value: number } | null

/** A row of the table. `ratio` is `numerator`, a median in `unit`, divided by the median `denominator`. */
export type Row = {
  name: string
  target: Target
  reached: boolean | null
  ratio: number
  /** Of the ratios within a round. */
  least: number
  greatest: number
  rounds: number
  unit: 'ms' | 'bytes'
  numerator: number
  denominator: number
}

type Given = {
  name: string
  target: Target
  /** One value for each round. */
  of: number[]
  /** What they are divided by, of the same rounds. */
  to: number[]
  unit?: Row['unit']
}

export const atMost = (value: number): Target => ({ at: 'most', value })
export const atLeast = (value: number): Target => ({ at: 'least', value })

/** The row for what was measured, and whether it reaches its target. */
export function row({ name, target, of, to, unit = 'ms' }: Given): Row {
  const found = ratio(of, to)
  return {
    name,
    target,
    reached: target && reaches(found.ratio, target),
    ...found,
    rounds: of.length,
    unit,
    numerator: median(of),
    denominator: median(to),
  }
}

function reaches(found: number, { at, value }: NonNullable<Target>): boolean {
  return at === 'most' ? found <= value : found >= value
}
