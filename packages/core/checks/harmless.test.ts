import {
  connect,
  createScratch,
  loadSampleSchool,
  type ScratchDatabase,
  type Session,
  withSession,
} from '@rollcall/database'
import { templateDatabase, testNow } from '@rollcall/testing'
import { type Fault, faults, plant } from '@rollcall/testing/faults'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import type { Check } from '../check.ts'
import { allChecks } from '../checklists.ts'
import { defaultConfig } from '../config.ts'
import { runChecks } from '../run-checks.ts'

let school: ScratchDatabase
beforeAll(async () => {
  school = await createScratch(inject('server'), templateDatabase)
  await withSession(school.url, { now: testNow }, (session) => loadSampleSchool(session, testNow))
})
afterAll(() => school.drop())

/** What a look's transaction holds just before it ends: locks beyond those of a plain read, a transaction id. */
type Traces = { locks: string[]; transaction: string | null; readOnly: string }

const tracesQuery = `
  select
    array(
      select distinct concat_ws(' ', l.locktype, l.mode, l.relation::regclass)
      from pg_catalog.pg_locks as l
      where l.pid = pg_backend_pid()
        and not (l.locktype = 'relation' and l.mode = 'AccessShareLock')
        -- Every transaction holds one on itself.
        and l.locktype <> 'virtualxid'
    ) as locks,
    pg_current_xact_id_if_assigned()::text as transaction,
    current_setting('transaction_read_only') as "readOnly"`

/** Looks, and answers with the state and with what the transaction held when everything had been asked. */
async function lookAndTrace(url: string, check: Check, thresholds: Fault['thresholds'] = {}) {
  const traces: Traces[] = []
  const [verdict] = await runChecks({
    checks: [check],
    config: { ...defaultConfig, thresholds: { ...defaultConfig.thresholds, ...thresholds } },
    now: testNow,
    open: async () => traced(await connect(url, { now: testNow }), traces),
    watermarks: new Map(),
  })
  return { state: verdict?.state, traces }
}

/** The session, asked for its traces before each end of a transaction. */
function traced(session: Session, traces: Traces[]) {
  return {
    async query<Row>(text: string, values?: unknown[]) {
      if (text === 'rollback') traces.push(...(await session.query<Traces>(tracesQuery)).rows)
      return session.query<Row & object>(text, values)
    },
    end: () => session.end(),
  }
}

/** When whatever statistics a check might reset were last reset, and which statements are counted. */
const statistics = (url: string) =>
  withSession(url, {}, async (session) => {
    const { rows } = await session.query<{
      resets: Record<string, string | null>
      evictions: number
      statements: string[]
    }>(
      `select
         jsonb_build_object(
           'database', d.stats_reset,
           'bgwriter', (select b.stats_reset from pg_catalog.pg_stat_bgwriter as b),
           'wal', (select w.stats_reset from pg_catalog.pg_stat_wal as w),
           'archiver', (select a.stats_reset from pg_catalog.pg_stat_archiver as a),
           'slru', (select max(s.stats_reset) from pg_catalog.pg_stat_slru as s),
           'statements', i.stats_reset
         ) as resets,
         i.dealloc as evictions,
         array(
           select concat_ws('/', s.userid, s.queryid, s.toplevel)
           from extensions.pg_stat_statements(false) as s
           where s.dbid = d.datid
         ) as statements
       from pg_catalog.pg_stat_database as d
       cross join extensions.pg_stat_statements_info as i
       where d.datname = current_database()`,
    )
    return rows[0] as (typeof rows)[number]
  })

/** Looks as the owner and as the role that can only look, and wants no trace of either. */
async function expectHarmless(url: string, check: Check, fault?: Fault) {
  const looker = Object.assign(new URL(url), { username: 'looker', password: 'looker' }).href
  for (const address of [url, looker]) {
    const before = await statistics(url)
    const { state, traces } = await lookAndTrace(address, check, fault?.thresholds)
    const after = await statistics(url)
    expect(state).toMatch(fault ? /fail/ : /pass|skipped/)
    expect(traces).toEqual([{ locks: [], transaction: null, readOnly: 'on' }])
    expect(after.resets).toEqual(before.resets)
    // To make room the server itself drops some.
    if (after.evictions === before.evictions) {
      expect(after.statements).toEqual(expect.arrayContaining(before.statements))
    }
  }
}

test.each(allChecks)('$id writes nothing and locks nobody out when all is well', (check) =>
  expectHarmless(school.url, check),
)

test.each(
  allChecks.flatMap((check) => {
    const fault = faults.find(
      ({ seenBy, hidesFromReader = [] }) =>
        seenBy === check.id && !hidesFromReader.includes(check.id),
    )
    return fault ? [{ check, fault, name: check.id, found: fault.name }] : []
  }),
)('$name writes nothing and locks nobody out when it finds $found', async ({ check, fault }) => {
  const { url, drop } = await createScratch(inject('server'), new URL(school.url).pathname.slice(1))
  try {
    await withSession(url, { now: testNow }, (session) => plant(session, fault))
    await expectHarmless(url, check, fault)
  } finally {
    await drop()
  }
})
