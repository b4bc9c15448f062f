import { styleText } from 'node:util'
import type { OperatorError } from '@rollcall/core'

type Style = Parameters<typeof styleText>[0]

/** Colours a text when standard output is a terminal that wants colour. */
export function style(format: Style, text: string): string {
  return styleText(format, text, { stream: process.stdout })
}

/** A line for a person. */
export function say(line = '') {
  process.stdout.write(`${line}\n`)
}

/** The one document of `--json`. */
export function printJson(document: unknown) {
  process.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
}

/** A step of long work, on standard error so that output can be piped. */
export function progress(step = '') {
  process.stderr.write(`${styleText('dim', `… ${step}`, { stream: process.stderr })}\n`)
}

/** One sentence on standard error; with `--json` also as the document on standard output. */
export function printError(error: OperatorError, json: boolean) {
  process.stderr.write(
    `${styleText('red', 'rollcall:', { stream: process.stderr })} ${error.message}\n`,
  )
  if (json) printJson({ error: { message: error.message } })
}

/** `1 class`, `2 classes`. */
export function count(number: number, singular: string, plural = `${singular}s`): string {
  return `${number.toLocaleString('en')} ${number === 1 ? singular : plural}`
}

/**
 * Some text comes from the database or from a schedule: what would steer a terminal, or turn the
 * direction of a line, is shown as a box.
 */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '\u25a1')
}
