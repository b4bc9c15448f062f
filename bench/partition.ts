import type { Session } from '@rollcall/database'
import { now, type Period } from './school.ts'
import { dueSql } from './tables.ts'

/**
 * A table of classes partitioned by origin, which Rollcall's is not. Its keys have to hold the date by
 * which it is partitioned, and can't be led by an expression.
 */
export async function makePartitioned(session: Session) {
  await session.query(
    'create table bench.partitioned (like public.classes including defaults) partition by range (origin_date)',
  )
  await session.query('create sequence bench.partition_ids')
}

/**
 * Works out what is due, loads it into a table without keys, builds the keys and a foreign key to
 * students, and attaches it, in one transaction.
 */
export async function fillPartition(session: Session, [from, to]: Period) {
  await session.query('begin')
  await session.query('create table bench.partition (like bench.partitioned including defaults)')
  await session.query(
    "alter table bench.partition alter column id set default nextval('bench.partition_ids')",
  )
  await session.query(`insert into bench.partition ${dueSql}`, [from, to, now])
  await session.query(
    `alter table bench.partition
       add primary key (id, student_id, origin_date),
       add unique (origin_date, student_id, origin_start_time),
       add foreign key (student_id) references public.students (id),
       alter column origin_date set not null,
       add check (origin_date between '${from}' and '${to}')`,
  )
  await session.query('create index on bench.partition using brin (created_at)')
  await session.query(
    `alter table bench.partitioned attach partition bench.partition
       for values from ('${from}') to ('${Temporal.PlainDate.from(to).add({ days: 1 })}')`,
  )
  await session.query('commit')
}
