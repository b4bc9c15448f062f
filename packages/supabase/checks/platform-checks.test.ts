import { checklists } from '@rollcall/core'
import { expect, test } from 'vitest'
import { platformChecks } from './platform-checks.ts'

test('the checklists name every check of the platform, and no other', () => {
  const named = Object.values(checklists)
    .flat()
    .filter((each) => typeof each === 'string')
  expect(platformChecks.map(({ id }) => id)).toEqual([...new Set(named)])
})
