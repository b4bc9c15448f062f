import { closest } from 'fastest-levenshtein'

/** The known name that differs from a mistyped one by the fewest letters. */
export function nearest(name: string, names: string[]): string {
  return closest(name, names)
}
