import { printable } from '../terminal/print.ts'

const joiner = '\u200b'

/**
 * Text from data as one line of a workflow's log. The runner takes what begins with two colons, and
 * what holds `##[`, for a command to itself.
 */
export function oneLine(text: string): string {
  return printable(text).replace(/::/g, `:${joiner}:`).replace(/##\[/g, `##${joiner}[`)
}
