/** Where a command stands: the comment, its author, and when it was written by GitHub's clock. */
type From = { id: number; by: string; at?: string }

/**
 * What a comment asks for. `nothing` says that it has been read, `undecided` that it can't be seen whether
 * its author may ask for anything.
 */
export type Command = From &
  (
    | { kind: 'silence'; days: number; reason: string }
    | { kind: 'wake' }
    | { kind: 'nothing' | 'undecided' }
  )

const units = { h: 1 / 24, d: 1, w: 7 }

/**
 * The commands of a comment, each on a line of its own: `/rollcall silence 7d reason`, `/rollcall wake`.
 * What stands in a block of code only shows how.
 */
export function readCommands(body: string, from: From): Command[] {
  let isCode = false
  return body.split(/\r?\n/).flatMap((line): Command[] => {
    if (/^ {0,3}(```|~~~)/.test(line)) isCode = !isCode
    if (isCode) return []
    if (/^\/rollcall\s+wake\s*$/i.test(line)) return [{ ...from, kind: 'wake' }]
    const [, amount, unit, reason = ''] =
      /^\/rollcall\s+silence\s+(\d{1,4})\s*([hdw])\b\s*(.*)$/i.exec(line) ?? []
    if (!amount || !unit || Number(amount) === 0) return []
    const days = Number(amount) * units[unit.toLowerCase() as keyof typeof units]
    return [{ ...from, kind: 'silence', days, reason: reason.trim() }]
  })
}
