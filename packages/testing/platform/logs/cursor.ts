import { LogsRefusal } from './refusal.ts'
import { type Token, tokensOf } from './tokens.ts'

/** A place in a query's words; words that SQL keeps for itself are told apart from names. */
export type Cursor = {
  peek(): Token | undefined
  next(): Token | undefined
  isNext(text: string): boolean
  /** Goes on if the next word is this one. */
  accept(text: string): boolean
  /** @throws LogsRefusal unless the next word is this one. */
  expect(text: string): void
  /** A name that isn't kept. */
  name(): string
  isName(): boolean
  listOf<T>(read: () => T): T[]
  /** What was written from a position up to here. */
  since(position: number): string
}

const kept =
  /^(select|from|where|group|having|order|by|limit|and|or|not|in|between|as|asc|desc|like|ilike|is)$/i

export function cursorOn(sql: string): Cursor {
  const tokens = tokensOf(sql)
  let index = 0

  const peek = () => tokens[index]
  const isName = () => peek()?.kind === 'word' && !kept.test(peek()?.text ?? '')
  const isNext = (text: string) => peek()?.kind !== 'text' && peek()?.text.toLowerCase() === text
  const accept = (text: string) => {
    const found = isNext(text)
    if (found) index += 1
    return found
  }
  return {
    peek,
    isName,
    isNext,
    accept,
    next: () => {
      index += 1
      return tokens[index - 1]
    },
    expect: (text) => {
      if (!accept(text)) throw failedAt(peek(), `expected ${text.toUpperCase()}`)
    },
    name: () => {
      if (!isName()) throw failedAt(peek(), 'expected a name')
      index += 1
      return tokens[index - 1]?.text ?? ''
    },
    listOf: (read) => {
      const items = [read()]
      while (accept(',')) items.push(read())
      return items
    },
    since: (position) => sql.slice(position, peek()?.at ?? sql.length).trim(),
  }
}

export function failedAt(token: Token | undefined, expected: string): LogsRefusal {
  const place = token ? `at position ${token.at + 1} (${token.text})` : 'at the end of the query'
  return new LogsRefusal(`Syntax error: failed ${place}: ${expected}`)
}
