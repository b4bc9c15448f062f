/** A quarter, as `thresholds.missingClassesLookBackDays` is unless told otherwise. */
const quarter = 92

/**
 * How many days back gaps are filled.
 * @throws Error when it is set to what is no number of days, so that the function does not start.
 */
export function lookBackDays(text: string | undefined): number {
  if (text === undefined || text === '') return quarter
  if (/^\d{1,4}$/.test(text) && Number(text) <= 3660) return Number(text)
  throw new Error('CLASS_TRACKING_LOOK_BACK_DAYS has to be a whole number of days up to 3660.')
}
