/** One value of one series. */
export type Sample = { name: string; labels: Record<string, string>; value: number }

const line = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?[ \t]+(\S+)(?:[ \t]+-?\d+)?[ \t]*$/
const label = /([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\]|\\.)*)"[ \t]*(?:,[ \t]*|$)/y

/**
 * Reads Prometheus' text format; comments and types are passed over.
 * @see https://prometheus.io/docs/instrumenting/exposition_formats/
 * @returns undefined when a line is not of that format, the last one does not end (it was cut off),
 *   or there is no sample at all.
 */
export function parseMetrics(text: string): Sample[] | undefined {
  if (!text.endsWith('\n')) return undefined
  const samples: Sample[] = []
  for (const each of text.split('\n')) {
    const trimmed = each.trim()
    if (trimmed === '' || trimmed.startsWith('#')) continue
    const sample = parseLine(trimmed)
    if (!sample) return undefined
    samples.push(sample)
  }
  return samples.length > 0 ? samples : undefined
}

function parseLine(text: string): Sample | undefined {
  const [, name, written = '', number = ''] = line.exec(text) ?? []
  const labels = parseLabels(written)
  const value = parseNumber(number)
  return name && labels && value !== undefined ? { name, labels, value } : undefined
}

function parseLabels(text: string): Record<string, string> | undefined {
  const labels: Record<string, string> = {}
  label.lastIndex = 0
  let end = 0
  while (end < text.length) {
    const [, name, value] = label.exec(text) ?? []
    if (name === undefined || value === undefined) return undefined
    labels[name] = value.replace(/\\(.)/g, (_all, escaped) => (escaped === 'n' ? '\n' : escaped))
    end = label.lastIndex
  }
  return labels
}

function parseNumber(text: string): number | undefined {
  const special: Record<string, number> = {
    NaN: Number.NaN,
    '+Inf': Number.POSITIVE_INFINITY,
    '-Inf': Number.NEGATIVE_INFINITY,
    Inf: Number.POSITIVE_INFINITY,
  }
  if (text in special) return special[text]
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined
}
