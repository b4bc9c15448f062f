import { type Cursor, failedAt } from './cursor.ts'
import { LogsRefusal } from './refusal.ts'

/** An operator is a call, too: its name is its sign. `of` holds what `quantile(0.95)(x)` has first. */
export type Expression =
  | { kind: 'literal'; value: string | number | null }
  | { kind: 'name'; name: string }
  | { kind: 'call'; name: string; of: Expression[]; arguments: Expression[] }

const comparison = /^(=|!=|<>|<|<=|>|>=)$/

/**
 * Reads one expression, with all operators down to the weakest.
 * @throws LogsRefusal for what isn't one.
 */
export function readExpression(words: Cursor): Expression {
  let left = conjunction(words)
  while (words.accept('or')) left = call('or', left, conjunction(words))
  return left
}

function call(name: string, ...given: Expression[]): Expression {
  return { kind: 'call', name, of: [], arguments: given }
}

function conjunction(words: Cursor): Expression {
  let left = negation(words)
  while (words.accept('and')) left = call('and', left, negation(words))
  return left
}

function negation(words: Cursor): Expression {
  return words.accept('not') ? call('not', negation(words)) : compared(words)
}

function compared(words: Cursor): Expression {
  const left = sum(words)
  const sign = words.peek()
  if (sign?.kind === 'sign' && comparison.test(sign.text)) {
    words.next()
    return call(sign.text === '<>' ? '!=' : sign.text, left, sum(words))
  }
  if (words.accept('is')) {
    const isNegated = words.accept('not')
    words.expect('null')
    return isNegated ? call('not', call('isNull', left)) : call('isNull', left)
  }
  if (!words.accept('not')) return condition(words, left) ?? left
  const negated = condition(words, left)
  if (!negated) throw failedAt(words.peek(), 'expected IN, BETWEEN, LIKE or ILIKE')
  return call('not', negated)
}

function condition(words: Cursor, left: Expression): Expression | undefined {
  if (words.accept('between')) {
    const low = sum(words)
    words.expect('and')
    return call('and', call('>=', left, low), call('<=', left, sum(words)))
  }
  if (words.accept('like')) return call('like', left, sum(words))
  if (words.accept('ilike')) return call('ilike', left, sum(words))
  if (!words.accept('in')) return undefined
  words.expect('(')
  const members = words.listOf(() => sum(words))
  words.expect(')')
  return call('in', left, ...members)
}

function sum(words: Cursor): Expression {
  return leftToRight(words, ['+', '-'], product)
}

function product(words: Cursor): Expression {
  return leftToRight(words, ['*', '/', '%'], subscripted)
}

function leftToRight(words: Cursor, signs: string[], read: (words: Cursor) => Expression) {
  let left = read(words)
  for (;;) {
    const sign = signs.find((each) => words.accept(each))
    if (!sign) return left
    left = call(sign, left, read(words))
  }
}

function subscripted(words: Cursor): Expression {
  let of = atom(words)
  while (words.accept('[')) {
    of = call('[]', of, sum(words))
    words.expect(']')
  }
  return of
}

function atom(words: Cursor): Expression {
  if (words.isName()) return words.accept('null') ? literal(null) : named(words)
  const token = words.next()
  if (token?.kind === 'number') return literal(Number(token.text))
  if (token?.kind === 'text') return literal(token.text)
  if (token?.text === '-') return call('-', literal(0), subscripted(words))
  if (token?.text !== '(') throw failedAt(token, 'expected an expression')
  const inner = readExpression(words)
  words.expect(')')
  return inner
}

function literal(value: string | number | null): Expression {
  return { kind: 'literal', value }
}

function named(words: Cursor): Expression {
  const name = words.name()
  if (!words.accept('(')) return { kind: 'name', name }
  const first = given(words)
  return words.accept('(')
    ? { kind: 'call', name, of: first, arguments: given(words) }
    : { kind: 'call', name, of: [], arguments: first }
}

/** What stands between a call's parentheses, the first of which has been read. */
function given(words: Cursor): Expression[] {
  if (words.accept(')')) return []
  if (words.isNext('*')) throw new LogsRefusal('count(*) is not allowed: use count()')
  const all = words.listOf(() => readExpression(words))
  words.expect(')')
  return all
}
