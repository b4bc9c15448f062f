import { readFileSync } from 'node:fs'
import type { Config } from '@rollcall/core'
import { type Queue, queue } from '../queue.ts'
import type { Fault } from './fault.ts'

/** A fault that lasts as long as the sessions that plant it, or that shows only under load. */
export type LiveFault = Fault & {
  /** The SQL that each session runs in a transaction that it leaves open, in the files of these names. */
  sessions: string[]
  /** What makes a look see at once what by default only time makes a fault. */
  thresholds: Partial<Config['thresholds']>
  /** The SQL that undoes what outlasts the sessions. */
  cleanUp?: string
}

/** Every named fault of this kind. */
export const liveFaults: LiveFault[] = [
  {
    name: 'forgotten-transaction',
    seenBy: 'connections',
    finds: 'session/',
    story: 'somebody changed a course in a database tool, went to lunch and never committed',
    sessions: ['forgotten-transaction'],
    thresholds: { idleInTransactionMinutes: 0 },
  },
  {
    name: 'queue-behind-transaction',
    seenBy: 'connections',
    finds: 'session/',
    story: 'somebody changed a course and never committed, and now the application waits for it',
    sessions: ['forgotten-transaction', 'queue-behind-transaction'],
    thresholds: { lockWaitSeconds: 0 },
  },
  {
    name: 'statement-without-end',
    seenBy: 'query-performance',
    finds: 'session/',
    story: 'a form that saves a course has been waiting for hours, and nobody tells it for whom',
    sessions: ['forgotten-transaction', 'queue-behind-transaction'],
    thresholds: { longStatementMinutes: 0 },
  },
  {
    name: 'slow-statement',
    seenBy: 'query-performance',
    finds: 'statement/',
    story:
      'a page of the application reads every class that there ever was, each time it is opened',
    sessions: ['slow-statement'],
    thresholds: { slowStatementMs: 20, slowStatementShare: 0, slowStatementLoad: 0 },
    cleanUp: `select extensions.pg_stat_statements_reset(0, d.oid, 0) from pg_catalog.pg_database as d
           where d.datname = current_database()`,
  },
]

/** Plants a live fault; it lasts until the queue is left. */
export function plantLive(url: string, { sessions }: LiveFault): Promise<Queue> {
  const sql = (name: string) =>
    `begin; ${readFileSync(new URL(`./${name}.sql`, import.meta.url), 'utf8')}`
  return queue(url, sessions.map(sql))
}
