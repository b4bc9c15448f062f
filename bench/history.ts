import { statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import type { Session } from '@rollcall/database'
import { beginning, mondayOf } from './school.ts'

/** Bytes of disk for each class of history: its row, its index entries, the WAL of writing them, and a half more. */
const bytesPerClass = 750

/** @throws when the disk on which the server's files are has no room for so many classes. */
export async function requireRoom(classes: number) {
  const { bavail, bsize } = await statfs(tmpdir())
  const [free, needed] = [bavail * bsize, classes * bytesPerClass].map((bytes) => bytes / 1e9)
  if ((free ?? 0) < (needed ?? 0)) {
    throw new Error(
      `--large needs some ${needed?.toFixed(0)} GB in ${tmpdir()}, and ${free?.toFixed(0)} GB are free: make room, or point TMPDIR elsewhere.`,
    )
  }
}

/**
 * Fills the weeks before the beginning with a class a week for each student, each week as made on the
 * Monday before it, by plain inserts with triggers off and the keys built afterwards. The students
 * have been there from the first of these weeks on.
 */
export async function loadHistory(session: Session, weeks: number) {
  const { rows: keys } = await session.query<{ drop: string; make: string }>(
    `select case when k.oid is null then format('drop index %s', i.indexrelid::regclass)
                 else format('alter table public.classes drop constraint %I', coalesce(k.conname, '')) end as drop,
            case when k.oid is null then pg_get_indexdef(i.indexrelid)
                 else format('alter table public.classes add constraint %I %s', coalesce(k.conname, ''), pg_get_constraintdef(k.oid))
            end as make
     from pg_catalog.pg_index as i
     left join pg_catalog.pg_constraint as k on k.conindid = i.indexrelid
     where i.indrelid = 'public.classes'::regclass`,
  )
  await session.query('set session_replication_role = replica')
  await session.query("set maintenance_work_mem = '1GB'")
  for (const { drop } of keys) await session.query(drop)
  for (let week = weeks; week > 0; week--) {
    await session.query(
      `insert into public.classes (
         student_id, date, start_time, end_time, duration_minutes, timezone, starts_at,
         origin_date, origin_start_time, generated_at, created_at
       )
       select s.id, d.day, r.start_time, r.start_time + interval '60 minutes', 60, 'Europe/Madrid',
              (d.day + r.start_time) at time zone 'Europe/Madrid', d.day, r.start_time, $2, $2
       from public.students as s
       cross join lateral jsonb_to_recordset(s.fixed_schedule -> 'slots') as r (weekday integer, start_time time)
       cross join lateral (select $1::date + r.weekday - 1 as day) as d
       order by d.day, s.id`,
      [beginning.subtract({ weeks: week }).toString(), mondayOf(-week - 1, 6)],
    )
  }
  const first = beginning.subtract({ weeks }).toString()
  await session.query('update public.students set start_date = $1', [first])
  await session.query(
    `update rollcall.schedule_versions
     set effective_from = $1, recorded_at = $1::date::timestamp at time zone 'Europe/Madrid'`,
    [first],
  )
  for (const { make } of keys) await session.query(make)
  await session.query('set session_replication_role = origin')
  await session.query('vacuum analyze public.classes, public.students, rollcall.schedule_versions')
}
