import { expect, test } from 'vitest'
import { scratchDatabase } from './scratch-database.ts'

const database = scratchDatabase()

test('a scratch database is migrated and empty', async () => {
  const { rows } = await database.session.query('select count(*) from public.students')
  expect(rows).toEqual([{ count: 0 }])
})
