import { expect, test } from 'vitest'
import { lintOf } from './areas/advisors.ts'
import { variationsOf } from './variations.ts'

const backups = {
  region: 'eu-west-1',
  walg_enabled: true,
  pitr_enabled: false,
  backups: [
    { id: 7, is_physical_backup: true, status: 'COMPLETED', inserted_at: '2026-03-09T03:00:00Z' },
  ],
  physical_backup_data: {},
}
const all = variationsOf('GET /v1/projects/{ref}/database/backups', backups)
const named = (what: string) => all.find((variation) => variation.what === what)

test('each differs from the answer in one place, and is told by it', () => {
  expect(named('backups[0].id is a text')?.body).toEqual({
    ...backups,
    backups: [{ ...backups.backups[0], id: 'many' }],
  })
  expect(named('region is missing')?.body).not.toHaveProperty('region')
  expect(new Set(all.map(({ what }) => what)).size).toBe(all.length)
  expect(all.map(({ body }) => JSON.stringify(body))).not.toContain(JSON.stringify(backups))
})

test('the description says which of them can be', () => {
  expect(named('it has more')?.isDescribed).toBe(true)
  expect(named('backups is empty')?.isDescribed).toBe(true)
  expect(named('backups[0].status is hostile')?.isDescribed).toBe(true)
  expect(named('backups[0].id is vast')?.isDescribed).toBe(false)
  expect(named('backups[0].status is missing')?.isDescribed).toBe(false)
  expect(named('walg_enabled is null')?.isDescribed).toBe(false)
})

test('an enumeration that is not open stays closed', () => {
  const lints = [lintOf({ name: 'unused_index' }, 'PERFORMANCE')]
  const varied = variationsOf('GET /v1/projects/{ref}/advisors/performance', { lints })
  const told = (what: string) => varied.find((variation) => variation.what === what)?.isDescribed
  expect(told('lints[0].level is hostile')).toBe(true)
  expect(told('lints[0].facing is hostile')).toBe(false)
})
