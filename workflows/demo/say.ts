import type { Verdict } from '@rollcall/core'
import { style } from '../terminal/print.ts'
import { summaryLine } from '../terminal/verdicts.ts'
import type { Chore } from './chores.ts'
import { byPlace } from './look-at-all.ts'

/** Where the story is told, line by line. */
export type Say = (line?: string) => void

export function sayChapter(title: string, say: Say) {
  say()
  say(style('bold', title))
}

export function sayChore({ verdict, what }: Chore, say: Say) {
  say(`  ${style('yellow', '•')} ${style('bold', verdict.check)}: ${what}`)
}

/** How many checks ended how, of the emulated platform and of the database. */
export function saySummary(verdicts: Verdict[], say: Say) {
  for (const [place, own] of byPlace(verdicts)) say(`  ${place.padEnd(18)} ${summaryLine(own)}`)
}
