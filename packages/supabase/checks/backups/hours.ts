/** How many hours lie between two instants, with fractions. */
export function hoursBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / (60 * 60 * 1000)
}
