const control = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu
const joiner = '\u200b'

/** On one line, without what would steer a screen or turn the direction of the text. */
function tame(text: string): string {
  return text.replace(/\s+/g, ' ').replace(control, '\u25a1').trim()
}

/** Longer texts are cut: one finding must not push the others out. */
export function cut(text: string, length: number): string {
  const characters = [...text]
  return characters.length > length ? `${characters.slice(0, length - 1).join('')}…` : text
}

/**
 * Text from data as Markdown that shows it as it is: no mention, no reference, no link, no HTML. What
 * stands between backticks is shown as code.
 */
export function prose(text: string, length = 400): string {
  const parts = cut(tame(text), length).split('`')
  // An odd number of backticks leaves the last part without its end.
  const spans = parts.length % 2 === 1 ? parts : [...parts.slice(0, -2), parts.slice(-2).join(' ')]
  return spans
    .map((part, place) => (place % 2 === 1 ? code(part) : plain(part)))
    .join('')
    .trim()
    .replace(/^([#>+=-]|\d+[.)])/, `${joiner}$1`)
}

/** By name, because what begins with `#` is parted below. */
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

function plain(text: string): string {
  return text
    .replace(/[&<>]/g, (character) => entities[character] ?? '')
    .replace(/[\\*_[\]|~$!]/g, '\\$&')
    .replace(/[@#]/g, `$&${joiner}`)
    .replace(/:(?=[a-z+-][\w+-]*:)/gi, `:${joiner}`)
    .replace(/\b(gh)-(?=\d)/gi, `$1-${joiner}`)
    .replace(/:\/\//g, `:${joiner}//`)
    .replace(/\b(www)\./gi, `$1${joiner}.`)
    .replace(/\b(?=[0-9a-f]{7,40}\b)([0-9a-f]{6})/gi, `$1${joiner}`)
}

/** Text from data as a title, in which no Markdown is read. It may be half longer, for what parts mentions. */
export function heading(text: string, length: number): string {
  return cut(tame(text), length)
    .replaceAll('<', '‹')
    .replaceAll('>', '›')
    .replace(/[@#]/g, `$&${joiner}`)
}

/** A text as a code span, in which nothing is a mention, a reference or HTML. */
export function code(text: string, length = 200): string {
  const shown = cut(tame(text).replaceAll('`', '\u02cb'), length)
  return shown === '' ? '' : `\`${shown}\``
}

/** JSON that may stand in an HTML comment on a line: it ends neither, and nobody is mentioned in it. */
export function commentJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>@#\u0085\u2028\u2029]|-(?=-)/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}
