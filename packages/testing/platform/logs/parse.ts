import { type Cursor, cursorOn, failedAt } from './cursor.ts'
import { type Expression, readExpression } from './expression.ts'
import { LogsRefusal } from './refusal.ts'

type Named = { name: string; expression: Expression }
type Ordered = { expression: Expression; isDescending: boolean }

export type Query = {
  columns: Named[]
  where: Expression | undefined
  groupBy: Expression[]
  having: Expression | undefined
  orderBy: Ordered[]
  limit: number | undefined
}

/**
 * Reads `select … from logs [where …] [group by …] [having …] [order by …] [limit n]`.
 * @throws LogsRefusal for everything else.
 */
export function parseQuery(sql: string): Query {
  const words = cursorOn(sql)
  const expression = () => readExpression(words)
  words.expect('select')
  const columns = words.listOf(() => column(words))
  words.expect('from')
  const table = words.name()
  if (table !== 'logs') throw new LogsRefusal(`Unknown table expression identifier '${table}'`)
  const query: Query = {
    columns,
    where: words.accept('where') ? expression() : undefined,
    groupBy: by(words, 'group', expression),
    having: words.accept('having') ? expression() : undefined,
    orderBy: by(words, 'order', () => ordered(words)),
    limit: words.accept('limit') ? count(words) : undefined,
  }
  words.accept(';')
  if (words.peek()) throw failedAt(words.peek(), 'expected the end')
  return query
}

/** A column without a name of its own is called as it is written. */
function column(words: Cursor): Named {
  if (words.isNext('*')) throw new LogsRefusal('select * is not allowed: name the columns')
  const start = words.peek()?.at ?? 0
  const expression = readExpression(words)
  const written = words.since(start)
  return { name: words.accept('as') || words.isName() ? words.name() : written, expression }
}

function by<T>(words: Cursor, word: string, read: () => T): T[] {
  if (!words.accept(word)) return []
  words.expect('by')
  return words.listOf(read)
}

function ordered(words: Cursor): Ordered {
  const expression = readExpression(words)
  const isDescending = words.accept('desc')
  if (!isDescending) words.accept('asc')
  return { expression, isDescending }
}

function count(words: Cursor): number {
  const token = words.next()
  if (token?.kind !== 'number') throw failedAt(token, 'expected a number')
  return Number(token.text)
}
