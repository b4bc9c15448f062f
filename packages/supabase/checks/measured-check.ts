import { basename } from 'node:path'
import type { Check, Database, Look } from '@rollcall/core'
import { type PlatformCheck, type PlatformContext, platformCheck } from './platform-check.ts'

/** Values by part, such as `{ "used-bytes": 2e9 }`; what could not be measured is left out. */
export type Measured = Record<string, number>

type Options = {
  title: string
  look(context: PlatformContext): Promise<Look & { measured?: Measured }>
}

/**
 * A check of the platform that keeps what its look measured, as `<check>/<part>` in the metrics, for
 * later looks to compare with.
 */
export function measuredCheck(meta: ImportMeta, { title, look }: Options): PlatformCheck {
  const id = basename(meta.url, '.ts')
  return { id, title, of }

  function of(platform: Parameters<PlatformCheck['of']>[0]): Check {
    let kept: Measured = {}
    const check = platformCheck(meta, {
      title,
      async look(context) {
        const { measured = {}, ...seen } = await look(context)
        kept = measured
        return seen
      },
    }).of(platform)
    return {
      ...check,
      remember: ({ database, config: { environment }, now }) =>
        keep(database, [environment, now, names(id, kept), Object.values(kept)]),
    }
  }
}

function names(id: string, measured: Measured): string[] {
  return Object.keys(measured).map((part) => `${id}/${part}`)
}

async function keep(database: Database, values: unknown[]) {
  await database.query(
    `insert into rollcall.metrics (environment, measured_at, metric, value)
     select $1, $2, unnest($3::text[]), unnest($4::numeric[])
     on conflict do nothing`,
    values,
  )
}
