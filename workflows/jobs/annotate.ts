import { error, warning } from '@actions/core'
import type { Verdict } from '@rollcall/core'
import { count } from '../terminal/print.ts'
import { oneLine } from './log.ts'

/** So many annotations of a kind GitHub shows of a step, and silently leaves out the others. */
const shown = 10

type Note = { title: string; message: string }

/** An annotation for each check that found something or could not look; what is too many is counted. */
export function annotate(verdicts: Verdict[], warnings: string[]) {
  const notes = { error: [] as Note[], warning: [] as Note[] }
  for (const verdict of verdicts) {
    const title = verdict.check
    if (verdict.state === 'unknown') {
      const message = `Could not look: ${verdict.reason}. ${verdict.hint}`
      notes.error.push({ title, message })
    }
    if (verdict.state === 'fail') notes[verdict.severity].push({ title, message: told(verdict) })
  }
  for (const message of warnings) notes.warning.push({ title: 'rollcall', message })
  for (const { title, message } of counted(notes.error)) error(oneLine(message), { title })
  for (const { title, message } of counted(notes.warning)) warning(oneLine(message), { title })
}

function told({ findings, more = 0 }: Extract<Verdict, { state: 'fail' }>): string {
  const others = findings.length - 1 + more
  return `${findings[0]?.detail ?? ''}${others > 0 ? ` And ${count(others, 'more finding')}.` : ''}`
}

function counted(notes: Note[]): Note[] {
  if (notes.length <= shown) return notes
  const left = notes.length - (shown - 1)
  const rest = { title: 'rollcall', message: `${left} more are in the summary of the run.` }
  return [...notes.slice(0, shown - 1), rest]
}
