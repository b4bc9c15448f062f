import type { OperatorError } from '@rollcall/core'

export type ItemState = 'ok' | 'missing' | 'unknown' | 'skipped'

/** One thing that has to be there, and whether it is. */
export type Item = {
  section: 'configuration' | 'database' | 'repository'
  item: string
  state: ItemState
  /** One sentence. */
  detail: string
  /** A command, a statement or a page that makes what isn't there. */
  fix: string | null
}

export type Found = Omit<Item, 'section'>

export function ok(item: string, detail: string): Found {
  return { item, state: 'ok', detail, fix: null }
}

export function missing(item: string, detail: string, fix: string): Found {
  return { item, state: 'missing', detail, fix }
}

export function unknown(item: string, detail: string, fix: string): Found {
  return { item, state: 'unknown', detail, fix }
}

export function skipped(item: string, detail: string, fix: string): Found {
  return { item, state: 'skipped', detail, fix }
}

/** An error's sentence says what is wrong, then after a colon what to do. */
export function partsOf({ message }: OperatorError): { detail: string; fix: string } {
  const [, wrong = message, step = 'Try again.'] = message.match(/^(.*?[^:]): (.*)$/s) ?? []
  return { detail: sentence(wrong), fix: sentence(step) }
}

function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1)
  return whole.endsWith('.') ? whole : `${whole}.`
}

/** 0 all is there or was skipped, 1 something is missing, 2 something could not be looked at. */
export function doctorCode(items: Item[]): 0 | 1 | 2 {
  const states = new Set(items.map(({ state }) => state))
  if (states.has('unknown')) return 2
  return states.has('missing') ? 1 : 0
}
