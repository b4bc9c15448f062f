import { afterAll, expect, test } from 'vitest'
import { ask } from './ask.ts'
import { startPlatform } from './platform.ts'
import { recorded } from './recorded.ts'

const platform = await startPlatform()
afterAll(() => platform.stop())

/** Names that only some answers have: a project that has been changed, a plan's oddity. */
const occasional = /^(applied_at|databasePoolMode|security_definer.*)$/

/** The paths of all values, `[]` for the members of a list; of a list of several, of all of them. */
function keysOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keysOf(item, `${path}[]`))
  if (typeof value !== 'object' || value === null) return [path]
  return Object.entries(value)
    .filter(([key]) => !occasional.test(key))
    .flatMap(([key, field]) => keysOf(field, `${path}.${key}`))
}

const gets = recorded.filter(
  ({ operation, status }) => operation.startsWith('GET') && status === 200,
)

test.each(gets)(
  '$operation has every field that was recorded',
  async ({ operation, body, contentType }) => {
    platform.advisors.set({
      performance: [
        { name: 'auth_db_connections_absolute', metadata: { type: 'auth', entity: 'Auth' } },
      ],
    })
    const path = operation
      .slice(4)
      .replace('{ref}', platform.ref)
      .replace('{slug}', 'rollcall-school')
    const answered = await ask(platform, 'GET', path)
    expect(answered.status).toBe(200)
    expect(answered.headers.get('content-type')).toContain(contentType)
    const own = new Set(keysOf(answered.body))
    expect(keysOf(body).filter((key) => !own.has(key))).toEqual([])
  },
)

const writes = recorded.filter(
  ({ operation }) =>
    !operation.startsWith('GET') && !operation.startsWith('POST /v1/projects/{ref}/database/query'),
)

test.each(writes)(
  '$operation answers with $status as it was recorded',
  async ({ operation, request, status, contentType, body }) => {
    platform.reset()
    platform.functions.set([{ slug: 'hello-world' }])
    const [method = '', template = ''] = operation.split(' ')
    const path = template.replace('{ref}', platform.ref).replace('{function_slug}', 'hello-world')
    const given =
      operation === 'POST /v1/projects'
        ? { ...(request as object), organization_slug: 'rollcall-school' }
        : (request ?? undefined)
    const answered = await ask(platform, method, path, given)
    expect({ status: answered.status, body: answered.status < 400 || answered.body }).toMatchObject(
      { status },
    )
    expect(answered.headers.get('content-type')?.split(';')[0]).toBe(contentType)
    const own = new Set(keysOf(answered.body))
    const lacked = keysOf(body ?? undefined).filter((key) => !own.has(key))
    expect(lacked.filter((key) => !/old_config|updated_at/.test(key))).toEqual([])
  },
)

test('what was recorded can be replayed, until the reset', async () => {
  platform.replay()
  const path = `/v1/projects/${platform.ref}/advisors/performance`
  for (let time = 0; time < 2; time += 1) {
    const { body } = await ask(platform, 'GET', path)
    expect(body).toMatchObject({ lints: [{ name: 'auth_db_connections_absolute' }] })
  }
  expect((await ask(platform, 'GET', '/v1/projects')).body).toHaveLength(2)
  platform.reset()
  expect((await ask(platform, 'GET', path)).body).toEqual({ lints: [] })
})
