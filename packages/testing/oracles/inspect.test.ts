import { describe, expect, test } from 'vitest'
import { systemServer } from '../installations.ts'
import { agrees, bring, named } from './comparison.ts'
import { comparisons, inspect } from './inspect.ts'
import { sampleSchool } from './sample-school.ts'

describe.runIf(systemServer)('beside supabase inspect report', () => {
  const school = sampleSchool()

  test('the school is there', () => {
    expect(school.url).not.toBe('')
  })

  test.each(systemServer ? named(comparisons) : [])('%s', async (_name, comparison) => {
    const { they, we, why } = comparison
    const said = await bring(school, comparison, (url) => inspect(url, comparison))
    expect(said).toEqual({ they, we })
    expect(agrees(comparison)).toBe(why === undefined)
  })
})
