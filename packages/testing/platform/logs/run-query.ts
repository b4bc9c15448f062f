import { withoutAliases } from './aliases.ts'
import type { Expression } from './expression.ts'
import { aggregates, isTrue, scalars } from './functions.ts'
import { parseQuery, type Query } from './parse.ts'
import { LogsRefusal } from './refusal.ts'
import { type Instant, order, shown, type Value } from './values.ts'

/** A row of the table `logs`: its columns are real ones, all else is in the map of texts. */
export type LogRow = {
  id: string
  timestamp: Instant
  event_message: string
  severity_text: string
  source: string
  log_attributes: Record<string, string>
}

/** More rows than these are never answered. */
const mostRows = 1000

/**
 * What a query answers over these rows.
 * @throws LogsRefusal for what isn't in the subset of ClickHouse's SQL that README.md names.
 */
export function runQuery(sql: string, rows: LogRow[]): Record<string, unknown>[] {
  const query = withoutAliases(parseQuery(sql))
  const { where } = query
  const chosen = where ? rows.filter((row) => isTrue(valueInRow(where, row))) : rows
  const groups = isGrouped(query) ? groupsOf(query, chosen) : chosen.map((row) => [row])
  const valueFor = isGrouped(query)
    ? (expression: Expression, group: LogRow[]) => valueInGroup(expression, group, query.groupBy)
    : (expression: Expression, [row]: LogRow[]) => valueInRow(expression, row)
  const kept = groups.filter((group) => !query.having || isTrue(valueFor(query.having, group)))
  const sorted = kept
    .map((group) => ({
      columns: query.columns.map(({ name, expression }) => [
        name,
        shown(valueFor(expression, group)),
      ]),
      keys: query.orderBy.map(({ expression }) => valueFor(expression, group)),
    }))
    .sort((a, b) => inOrder(query, a.keys, b.keys))
  const limit = Math.min(query.limit ?? mostRows, mostRows)
  return sorted.slice(0, limit).map(({ columns }) => Object.fromEntries(columns))
}

function inOrder({ orderBy }: Query, a: Value[], b: Value[]): number {
  for (const [index, { isDescending }] of orderBy.entries()) {
    const difference = order(a[index] ?? null, b[index] ?? null)
    if (difference !== 0) return isDescending ? -difference : difference
  }
  return 0
}

function isGrouped({ columns, groupBy, having }: Query): boolean {
  return groupBy.length > 0 || having !== undefined || columns.some(holdsAggregate)
}

function holdsAggregate({ expression }: { expression: Expression }): boolean {
  if (expression.kind !== 'call') return false
  const { name, arguments: given } = expression
  return name in aggregates || given.some((each) => holdsAggregate({ expression: each }))
}

function groupsOf({ groupBy }: Query, rows: LogRow[]): LogRow[][] {
  // Without keys everything is one group, even if there is nothing.
  if (groupBy.length === 0) return [rows]
  const groups = new Map<string, LogRow[]>()
  for (const row of rows) {
    const key = JSON.stringify(groupBy.map((expression) => valueInRow(expression, row)))
    const group = groups.get(key)
    if (group) group.push(row)
    else groups.set(key, [row])
  }
  return [...groups.values()]
}

const columns = ['id', 'timestamp', 'event_message', 'severity_text', 'source', 'log_attributes']

function valueInRow(expression: Expression, row: LogRow | undefined): Value {
  if (expression.kind === 'literal') return expression.value
  if (expression.kind === 'name') {
    if (!columns.includes(expression.name)) {
      throw new LogsRefusal(`Unknown expression identifier '${expression.name}'`)
    }
    return row ? (row[expression.name as keyof LogRow] as Value) : null
  }
  const { name, arguments: given } = expression
  if (name in aggregates) {
    throw new LogsRefusal(`Aggregate function ${name} is found in an expression of a single row`)
  }
  return applied(
    name,
    given.map((each) => valueInRow(each, row)),
  )
}

function valueInGroup(expression: Expression, group: LogRow[], keys: Expression[]): Value {
  if (keys.some((key) => JSON.stringify(key) === JSON.stringify(expression))) {
    return valueInRow(expression, group[0])
  }
  if (expression.kind === 'literal') return expression.value
  if (expression.kind === 'name') {
    throw new LogsRefusal(
      `Column ${expression.name} is not under aggregate function and not in GROUP BY keys`,
    )
  }
  const { name, of, arguments: given } = expression
  const aggregate = aggregates[name]
  if (!aggregate) {
    return applied(
      name,
      given.map((each) => valueInGroup(each, group, keys)),
    )
  }
  const [argument = { kind: 'literal', value: 1 } satisfies Expression] = given
  const values = group.map((row) => valueInRow(argument, row))
  return aggregate(
    values,
    of.map((each) => valueInRow(each, undefined)),
    name,
  )
}

function applied(name: string, given: Value[]): Value {
  const scalar = scalars[name]
  if (!scalar) throw new LogsRefusal(`Function with name '${name}' does not exist`)
  return scalar(given, name)
}
