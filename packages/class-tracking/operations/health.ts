import { operation } from '../operation.ts'
import { Problem } from '../problem.ts'
import { health as healthSchema } from '../schemas.ts'

/** Whether the database answers and is migrated. */
export const health = operation({
  method: 'get',
  path: '/health',
  description: {
    operationId: 'health',
    summary: 'Ask whether the database answers',
    description: 'Asks the database, and says what was deployed in it last.',
  },
  answers: { 200: { description: 'It answers, and is migrated.', schema: healthSchema } },
  async run(_body, { transact, limits }) {
    const { rows } = await transact(limits.whole, (database) =>
      database.query<{ schema: string; deployedAt: string }>(
        `select left(d.files, 12) as schema, d.deployed_at as "deployedAt" from rollcall.deployments as d`,
      ),
    )
    const [deployed] = rows
    if (!deployed) throw new Problem('not_migrated', 'Run `rollcall migrate`.')
    return { status: 200, body: { status: 'up', ...deployed } }
  },
})
