import type { Check } from './check.ts'

export const daily: Check[] = []

export const weekly: Check[] = []

export const monthly: Check[] = []

/** The checklists by name, each in the order of work. */
export const checklists = { daily, weekly, monthly }

/** Every check once, in the order in which the checklists first name it. */
export const allChecks: Check[] = [...new Set([...daily, ...weekly, ...monthly])]
