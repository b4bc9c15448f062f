import { describe, expect, test } from 'vitest'
import { systemServer } from '../installations.ts'
import { checkPostgres, comparisons } from './check-postgres.ts'
import { agrees, bring, named } from './comparison.ts'
import { sampleSchool } from './sample-school.ts'

describe.runIf(systemServer)('beside check_postgres', () => {
  const school = sampleSchool()

  test('the school is there', () => {
    expect(school.url).not.toBe('')
  })

  test.each(systemServer ? named(comparisons) : [])('%s', async (_name, comparison) => {
    const { asked, they, we, why } = comparison
    const said = await bring(school, comparison, async (url) => checkPostgres(url, asked))
    expect(said).toEqual({ they, we })
    expect(agrees(comparison)).toBe(why === undefined)
  })
})
