import type { Severity } from '@rollcall/core'

/** The labels that Rollcall makes. They are for people: nothing is decided by them. */
export const labels = {
  rollcall: { name: 'rollcall', color: '1f6feb', description: 'Opened and closed by Rollcall' },
  error: {
    name: 'rollcall: error',
    color: 'd1242f',
    description: 'Harms pupils or invoices now',
  },
  warning: {
    name: 'rollcall: warning',
    color: 'bf8700',
    description: 'Can wait for office hours',
  },
  silenced: {
    name: 'rollcall: silenced',
    color: '8c959f',
    description: 'Fails, and says nothing for some time',
  },
}

const names = new Set(Object.values(labels).map(({ name }) => name))

export const isOurs = (name: string) => names.has(name.toLowerCase())

/** Whether a label is among others; GitHub takes no notice of capitals. */
export function hasLabel(present: string[], name: string): boolean {
  return present.some((each) => each.toLowerCase() === name.trim().toLowerCase())
}

export function labelsOf(severity: Severity, silenced: boolean): string[] {
  return [labels.rollcall.name, labels[severity].name, ...(silenced ? [labels.silenced.name] : [])]
}
