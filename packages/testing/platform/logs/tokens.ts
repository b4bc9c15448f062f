import { LogsRefusal } from './refusal.ts'

export type Token = { kind: 'word' | 'number' | 'text' | 'sign'; text: string; at: number }

const patterns: [Token['kind'] | 'skipped', RegExp][] = [
  ['skipped', /\s+|--[^\n]*|\/\*[\s\S]*?\*\//y],
  ['number', /\d+(?:\.\d+)?/y],
  ['text', /'(?:[^'\\]|''|\\[\s\S])*'/y],
  ['word', /[A-Za-z_]\w*|`[^`]+`|"[^"]+"/y],
  ['sign', /<=|>=|<>|!=|[-+*/%=<>(),[\];]/y],
]

/** The words of a query; comments are left out, a text comes without its quotes. */
export function tokensOf(sql: string): Token[] {
  const tokens: Token[] = []
  let at = 0
  while (at < sql.length) {
    const token = tokenAt(sql, at)
    if (token.kind !== 'skipped') tokens.push({ kind: token.kind, text: plain(token), at })
    at += token.text.length
  }
  return tokens
}

function tokenAt(sql: string, at: number): { kind: Token['kind'] | 'skipped'; text: string } {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at
    const text = pattern.exec(sql)?.[0]
    if (text !== undefined) return { kind, text }
  }
  throw new LogsRefusal(`Syntax error: failed at position ${at + 1}: ${sql.slice(at, at + 20)}`)
}

function plain({ kind, text }: { kind: string; text: string }): string {
  if (kind === 'text') return text.slice(1, -1).replaceAll("''", "'").replaceAll(/\\(.)/gs, '$1')
  return /^[`"]/.test(text) ? text.slice(1, -1) : text
}
