import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startPlatform } from './platform.ts'
import { supabaseCli } from './supabase-cli.ts'

const code = 'import { answer } from "./answer.ts"\nDeno.serve(() => new Response(answer))\n'
const platform = await startPlatform()
const cli = await supabaseCli(platform, {
  'supabase/functions/hello/index.ts': code,
  'supabase/functions/hello/answer.ts': 'export const answer = "here"\n',
})
afterAll(async () => {
  await cli.remove()
  await platform.stop()
})

// Each call starts a program of its own.
const patient = { timeout: 60_000 }

platform.functions.set([{ slug: 'class-tracking' }])
platform.secrets.set({ KEY: 'value' })
platform.network.set({ banned: ['192.0.2.7'] })

const named = (fields: object) => [expect.objectContaining(fields)]

const reads: [string, unknown][] = [
  ['projects list', named({ ref: platform.ref, status: 'ACTIVE_HEALTHY' })],
  ['functions list', named({ slug: 'class-tracking', status: 'ACTIVE' })],
  ['secrets list', named({ name: 'KEY' })],
  ['backups list', expect.objectContaining({ walg_enabled: true, region: 'eu-west-1' })],
  ['postgres-config get --experimental', expect.objectContaining({ statement_timeout: '8s' })],
  ['network-restrictions get --experimental', expect.objectContaining({ status: 'applied' })],
  ['ssl-enforcement get --experimental', expect.objectContaining({ appliedSuccessfully: true })],
]

for (const [command, answer] of reads) {
  test(`supabase ${command}`, patient, async () => {
    expect(JSON.parse(await cli.run(...command.split(' ')))).toEqual(answer)
  })
}

test('supabase functions deploy, download and delete', patient, async () => {
  await cli.run('functions', 'deploy', 'hello', '--use-api', '--no-verify-jwt')
  expect(platform.calls.at(-1)).toMatchObject({ method: 'POST', status: 201 })
  await cli.run('functions', 'download', 'hello', '--use-api')
  expect(await readFile(join(cli.folder, 'supabase/functions/hello/index.ts'), 'utf8')).toBe(code)
  await cli.run('functions', 'delete', 'hello')
  expect(JSON.parse(await cli.run('functions', 'list'))).toHaveLength(1)
})

test('supabase secrets, settings and restrictions are written', patient, async () => {
  await cli.run('secrets', 'set', 'SECOND=value')
  await cli.run('postgres-config', 'update', '--experimental', '--config', 'statement_timeout=9s')
  await cli.run(
    'network-restrictions',
    'update',
    '--experimental',
    '--db-allow-cidr',
    '192.0.2.0/24',
  )
  const writes = platform.calls.filter(({ method }) => method !== 'GET').slice(-3)
  expect(writes.map(({ method, status }) => [method, status])).toEqual([
    ['POST', 201],
    ['PUT', 200],
    ['POST', 201],
  ])
})

test('no call of the CLI was refused', () => {
  expect(platform.calls.filter(({ status }) => status >= 400)).toEqual([])
})
