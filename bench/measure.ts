import type { Session } from '@rollcall/database'

/** What one contender does in one round. */
export type Work = () => Promise<unknown>

/** One round of one contender: how long it took, in milliseconds, and how much WAL it wrote, in bytes. */
export type Sample = { milliseconds: number; wal: number }

/** One sample of each contender. */
export type Round<Name extends string> = Record<Name, Sample>

/**
 * One sample of each contender, in an order that moves on by one with each round, so that none always
 * goes first or after the same other.
 */
export async function takeTurns<Name extends string>(
  session: Session,
  round: number,
  contenders: Record<Name, Work>,
): Promise<Round<Name>> {
  const names = Object.keys(contenders) as Name[]
  const order = names.map((_, place) => names[(place + round) % names.length] as Name)
  const samples = {} as Round<Name>
  for (const name of order) samples[name] = await sample(session, contenders[name])
  return samples
}

/** Runs `work` after a checkpoint, so that each sample pays for its own full-page images. */
export async function sample(session: Session, work: Work): Promise<Sample> {
  await session.query('checkpoint')
  const before = await position(session)
  const milliseconds = await timed(work)
  return { milliseconds, wal: (await position(session)) - before }
}

/** How long the work takes, in milliseconds. */
export async function timed(work: Work): Promise<number> {
  const started = performance.now()
  await work()
  return performance.now() - started
}

/** The numbers of the rounds, from 0. */
export const numbered = (rounds: number) => Array.from({ length: rounds }, (_, round) => round)

async function position(session: Session): Promise<number> {
  const { rows } = await session.query<{ bytes: number }>(
    "select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0') as bytes",
  )
  return rows[0]?.bytes ?? 0
}
