import { scratchDatabase } from '@rollcall/testing'
import { expect, test } from 'vitest'
import { describeSchema } from './deploy.ts'

const database = scratchDatabase()

test('a migrated database is as schema.txt says (vitest run -u writes it anew)', async () => {
  const lines = await describeSchema(database.session)
  const text = lines.map(({ part, name, definition }) => `${part} ${name}: ${definition}`.trim())
  await expect(`${text.join('\n')}\n`).toMatchFileSnapshot('./schema.txt')
})
