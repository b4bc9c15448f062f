import type { Row } from './row.ts'

/** The rows as a table for people: name, ratio, its spread, its target, and the medians behind it. */
export function table(rows: Row[]): string {
  const lines = rows.map((row) => [
    row.name,
    figure(row.ratio),
    `${figure(row.least)}–${figure(row.greatest)}`,
    row.target ? `${row.target.at === 'most' ? '≤' : '≥'} ${row.target.value}` : '',
    row.reached === null ? '' : row.reached ? 'reached' : 'NOT REACHED',
    `${amount(row.numerator, row.unit)} / ${amount(row.denominator, row.unit)}`,
  ])
  const cells = [['', 'ratio', 'spread', 'target', '', 'medians'], ...lines]
  const widths = (cells[0] ?? []).map((_, column) =>
    Math.max(...cells.map((line) => line[column]?.length ?? 0)),
  )
  return cells
    .map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
    .map((line) => line.trimEnd())
    .join('\n')
}

const figure = (value: number) => value.toFixed(value < 100 ? 2 : 0)

function amount(value: number, unit: Row['unit']): string {
  if (unit === 'bytes') return `${(value / 1e6).toFixed(2)} MB`
  return value < 10 ? `${(value * 1000).toFixed(value < 0.1 ? 2 : 0)} µs` : `${value.toFixed(0)} ms`
}
