/** What was measured at an instant, in milliseconds since 1970. */
export type Point = { at: number; bytes: number }

/** How something has grown over `days`, in bytes a day, and how irregularly. */
export type Growth = { points: number; days: number; daily: number; spread: number }

/** Days from now; `latest` is open where nothing forbids that it never comes to that. */
export type Forecast = { days: number; earliest: number; latest: number | undefined }

const day = 24 * 60 * 60 * 1000

/** Four measurements over two weeks: fewer say nothing of how regular growth is. */
const fewestSteps = 3
const fewestDays = 14

/** After it shrank by that share it counts from there on: somebody cleaned up. */
const cleanUp = 0.2

/**
 * The growth that measurements show; of a day the last counts. Undefined where there are too few.
 */
export function growthOf(measured: Point[]): Growth | undefined {
  const points = sinceCleanUp(lastOfEachDay(measured))
  const steps = points.slice(1).map(({ at, bytes }, index) => {
    const before = points[index] as Point
    return { days: (at - before.at) / day, bytes: bytes - before.bytes }
  })
  const days = sum(steps.map((step) => step.days))
  if (steps.length < fewestSteps || days < fewestDays) return undefined
  const daily = sum(steps.map(({ bytes }) => bytes)) / days
  const freedom = steps.length - 1
  const variance =
    sum(steps.map((step) => (step.bytes - daily * step.days) ** 2 / step.days)) / freedom
  return { points: points.length, days, daily, spread: quantile(freedom) ** 2 * variance }
}

/**
 * When `room` bytes are used up, with 95 % certainty between `earliest` and `latest`. Growth is a
 * walk with a drift: how far it may stray grows with the time ahead, and how well the drift is known
 * with the time behind. Undefined where it doesn't grow.
 */
export function forecastOf({ days: known, daily, spread }: Growth, room: number) {
  if (daily <= 0 || room <= 0) return undefined
  // The instants at which daily * t ± sqrt(spread * (t + t² / known)) crosses the room.
  const a = daily ** 2 - spread / known
  const b = 2 * room * daily + spread
  const root = Math.sqrt(Math.max(b ** 2 - 4 * a * room ** 2, 0))
  const forecast: Forecast = {
    days: room / daily,
    earliest: (2 * room ** 2) / (b + root),
    latest: a > 0 ? (b + root) / (2 * a) : undefined,
  }
  return forecast
}

function lastOfEachDay(measured: Point[]): Point[] {
  const inOrder = measured.toSorted((a, b) => a.at - b.at)
  return [...new Map(inOrder.map((point) => [Math.floor(point.at / day), point])).values()]
}

function sinceCleanUp(points: Point[]): Point[] {
  const shrank = points.findLastIndex(
    ({ bytes }, index) => index > 0 && bytes < (1 - cleanUp) * (points[index - 1] as Point).bytes,
  )
  return points.slice(Math.max(shrank, 0))
}

/** Student's for 95 %, a little to the careful side: 4.3 for two degrees of freedom, 1.96 for many. */
function quantile(freedom: number): number {
  return 1.96 + 2.37 / freedom + 4.6 / freedom ** 2
}

function sum(values: number[]): number {
  return values.reduce((a, b) => a + b, 0)
}
