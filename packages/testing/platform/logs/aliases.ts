import type { Expression } from './expression.ts'
import type { Query } from './parse.ts'

/** A query in which each name of a column of its own stands for what that column is. */
export function withoutAliases(query: Query): Query {
  const aliases = new Map(query.columns.map(({ name, expression }) => [name, expression]))
  const told = (expression: Expression, within: string[] = []): Expression => {
    if (expression.kind === 'name') {
      const meant = within.includes(expression.name) ? undefined : aliases.get(expression.name)
      return meant ? told(meant, [...within, expression.name]) : expression
    }
    if (expression.kind === 'literal') return expression
    const all = (expressions: Expression[]) => expressions.map((each) => told(each, within))
    return { ...expression, of: all(expression.of), arguments: all(expression.arguments) }
  }
  return {
    ...query,
    columns: query.columns.map(({ name, expression }) => ({
      name,
      expression: told(expression, [name]),
    })),
    where: query.where && told(query.where),
    groupBy: query.groupBy.map((expression) => told(expression)),
    having: query.having && told(query.having),
    orderBy: query.orderBy.map((each) => ({ ...each, expression: told(each.expression) })),
  }
}
