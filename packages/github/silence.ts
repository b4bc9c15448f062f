/**
 * What a comment asks for. `nothing` says that it has been read, `undecided` that it can't be seen whether
 * its author may ask for anything.
 */
export type Command = { id: number; by: string } & (
  | { kind: 'silence'; days: number; reason: string }
  | { kind: 'wake' }
  | { kind: 'nothing' | 'undecided' }
)

const units = { h: 1 / 24, d: 1, w: 7 }

/** The commands of a comment, each on a line of its own: `/rollcall silence 7d reason`, `/rollcall wake`. */
export function readCommands(body: string, from: { id: number; by: string }): Command[] {
  return body.split(/\r?\n/).flatMap((line): Command[] => {
    if (/^\/rollcall\s+wake\s*$/.test(line)) return [{ ...from, kind: 'wake' }]
    const [, amount, unit, reason = ''] =
      /^\/rollcall\s+silence\s+(\d{1,4})\s*([hdw])\b\s*(.*)$/.exec(line) ?? []
    if (!amount || !unit || Number(amount) === 0) return []
    const days = Number(amount) * units[unit as keyof typeof units]
    return [{ ...from, kind: 'silence', days, reason: reason.trim() }]
  })
}
