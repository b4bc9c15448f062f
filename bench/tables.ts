import type { Session } from '@rollcall/database'
import { now, type Period } from './school.ts'

/** What generation writes into a class, in the order of `bench.due`. */
export const columns = `student_id, course_id, date, start_time, end_time, duration_minutes, timezone,
  starts_at, origin_date, origin_start_time, backfilled, generated_at, created_at`

/** A2 and those with the same keys, one for each way to fill them. */
const likeA2 = ['a2', 'row_loop', 'unnested', 'one_by_one'] as const

/** The tables beside `public.classes`, all of its columns; `own_keys` has its keys and indexes too. */
export const tables = [...likeA2, 'own_keys'] as const

export type Table = (typeof tables)[number]

/**
 * Makes `bench.due`, which holds the rows to insert, and the tables to insert them into. A2 has a
 * primary key, a unique key and two more btree indexes.
 */
export async function makeTables(session: Session) {
  await session.query('create schema bench')
  await session.query(
    `create unlogged table bench.due as select ${columns} from public.classes limit 0`,
  )
  for (const table of likeA2) {
    await session.query(
      `create table bench.${table} (like public.classes including defaults including identity)`,
    )
    await session.query(`alter table bench.${table} add primary key (id)`)
    await session.query(
      `create unique index on bench.${table} (student_id, origin_date, origin_start_time)`,
    )
    await session.query(`create index on bench.${table} (date)`)
    await session.query(`create index on bench.${table} (created_at)`)
  }
  await session.query('create table bench.own_keys (like public.classes including all)')
}

/** The rows that generation would insert between two dates, in its order. $1, $2: the dates; $3: now. */
export const dueSql = `(${columns})
  select student_id, course_id, origin_date, origin_start_time,
         origin_start_time + duration_minutes * interval '1 minute', duration_minutes, timezone,
         starts_at, origin_date, origin_start_time, false, $3, $3
  from rollcall.missing_classes($1, $2, $3)
  order by origin_date, student_id, origin_start_time`

/** Fills `bench.due` with the rows that generation would insert, in the order in which it would. */
export async function workOutDue(session: Session, period: Period) {
  await session.query('truncate bench.due')
  await session.query(`insert into bench.due ${dueSql}`, [...period, now])
  await session.query('vacuum analyze bench.due')
}

/** The plain insert: every row that is due, as one statement. */
export const insertDue = (session: Session, table: Table) =>
  session.query(`insert into bench.${table} (${columns}) select ${columns} from bench.due`)

/** What autovacuum would do sooner or later, here between samples and for all tables alike. */
export const tidy = (session: Session) =>
  session.query(
    `vacuum analyze public.classes, public.class_generation_logs,
       ${tables.map((table) => `bench.${table}`).join(', ')}`,
  )

/** @throws when a table does not hold as many classes of the period as `public.classes` does. */
export async function requireSameRows(session: Session, table: Table, period: Period) {
  const { rows } = await session.query<{ ours: number; theirs: number }>(
    `select (select count(*) from public.classes where coalesce(origin_date, date) between $1 and $2) as ours,
            (select count(*) from bench.${table} where origin_date between $1 and $2) as theirs`,
    [...period],
  )
  const { ours, theirs } = rows[0] as { ours: number; theirs: number }
  if (ours !== theirs || ours === 0) {
    throw new Error(
      `bench.${table} holds ${theirs} classes from ${period[0]} to ${period[1]}, public.classes ${ours}.`,
    )
  }
}
