import { describe, expect, test } from 'vitest'
import { code, commentJson, heading, prose } from './escape.ts'

describe('prose', () => {
  test('leaves an ordinary sentence as it is', () => {
    expect(prose('Student 42: generation failed on 2026-03-11 at 10:30.')).toBe(
      'Student 42: generation failed on 2026-03-11 at 10:30.',
    )
  })

  test('leaves every character to be read', () => {
    expect(prose('a < b && b > c, WWW.x')).toBe('a &lt; b &amp;&amp; b &gt; c, WWW\u200b.x')
  })

  test.each([
    ['a mention', 'see @everyone', /@everyone/],
    ['a mention of a team', '@school/teachers', /@school/],
    ['a reference', 'fixes #12', /#12/],
    ['a reference by GH-', 'GH-12', /GH-12/],
    ['a reference elsewhere', 'school/rollcall#12', /#12/],
    ['a commit', 'in 0464f7f8aa', /0464f7f/],
    ['an emoji', 'a :boom: b', /:boom:/],
    ['an address', 'https://evil.example/x', /https:\/\//],
    ['an address without a scheme', 'www.evil.example', /www\./],
    ['HTML', '<img src=x onerror=alert(1)>', /</],
    ['an end of a comment', 'x --> y', /-->/],
    ['an entity', '&lt;b&gt;', /&lt;/],
    ['a link', '[text](javascript:x)', /(?<!\\)\[text(?<!\\)\]/],
    ['an image', '![x](y)', /(?<!\\)!\[/],
    ['a heading', '# big', /^#/],
    ['a list', '- item', /^-/],
    ['a list after nothing', '`` - item', /^ *-/],
    ['a heading after nothing', '`` # big', /^ *#/],
    ['a numbered list', '1. item', /^1\./],
    ['a second line', 'one\n## two', /\n/],
    ['a table', 'a | b', /(?<!\\)\|/],
    ['mathematics', '$x$', /(?<!\\)\$/],
    ['a change of direction', 'a\u202eb', /\u202e/u],
    ['a character that steers', 'a\u001b[31mb\u0000', /\p{Cc}/u],
    ['half a character', 'a\ud800b', /\p{Cs}/u],
  ])('shows %s as text', (_what, text, dangerous) => {
    expect(prose(text)).not.toMatch(dangerous)
  })

  test('keeps a command between backticks, and nothing in it is read', () => {
    expect(prose('run `rollcall check old-logs`, then wait')).toBe(
      'run `rollcall check old-logs`, then wait',
    )
    expect(prose('run `@everyone <b>`')).toBe('run `@everyone <b>`')
  })

  test('lets no backtick begin a span that doesn’t end', () => {
    expect(prose('a ` b @everyone')).not.toMatch(/`|@everyone/)
    expect(prose('a `b` c ` @everyone').match(/`/g)).toHaveLength(2)
  })

  test('cuts what is too long, by whole characters', () => {
    expect([...prose('😀'.repeat(500))]).toHaveLength(400)
    expect(prose('😀'.repeat(500))).toMatch(/😀…$/u)
  })
})

test('a title is shown as it is written, and mentions nobody', () => {
  expect(heading('No row of a_table is *gone*', 100)).toBe('No row of a_table is *gone*')
  expect(heading('<b>@everyone #12', 100)).not.toMatch(/[<>]|@everyone|#12/)
  expect(heading('@'.repeat(500), 100)).toHaveLength(199)
})

test('a code span can not be left from within', () => {
  expect(code('a`b``c')).toBe('`aˋbˋˋc`')
  expect(code(' \u202e\n')).toBe('`□`')
  expect(code('')).toBe('')
})

test('JSON in a comment can not end it, and is read back as it was', () => {
  const value = { text: '--> <!-- & -- > \u2028 \u2029' }
  const written = commentJson(value)
  expect(written).not.toMatch(/[<>\u2028\u2029]|--/)
  expect(JSON.parse(written)).toEqual(value)
})
