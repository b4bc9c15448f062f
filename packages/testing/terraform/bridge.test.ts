import * as pulumi from '@pulumi/pulumi'
import * as supabase from '@pulumi/supabase'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Platform, startPlatform } from '../platform/platform.ts'
import { needsPulumi, pulumiCommand, pulumiStack, terraformBridge } from '../pulumi.ts'

const secrets = {
  password: 'correct horse battery',
  first: 'the first secret of all',
  second: 'another one, kept apart',
}

type School = { maxRows?: number; names?: ('first' | 'second')[]; region?: string }

describe.skipIf(!pulumiCommand())(
  needsPulumi('the stand-in of the Terraform bridge'),
  {
    timeout: 180_000,
  },
  () => {
    let platform: Platform
    beforeAll(async () => {
      platform = await startPlatform({ transition: 150 })
    })
    beforeEach(() => platform.reset())
    afterAll(() => platform.stop())

    /** Everything that a school has of the official provider. */
    const school =
      ({ maxRows = 500, names = ['first', 'second'], region = 'eu-central-1' }: School = {}) =>
      async () => {
        const project = new supabase.Project(
          'school',
          {
            name: 'School',
            organizationId: platform.organization,
            region,
            databasePassword: pulumi.secret(secrets.password),
          },
          { retainOnDelete: true },
        )
        const projectRef = project.id
        new supabase.Settings('settings', {
          projectRef,
          api: JSON.stringify({ max_rows: maxRows, db_schema: 'public' }),
          auth: JSON.stringify({ disable_signup: true }),
        })
        const key = new supabase.Apikey('key', { projectRef, name: 'checks' })
        new supabase.EdgeFunctionSecrets('secrets', {
          projectRef,
          secrets: names.map((name) => ({ name, value: pulumi.secret(secrets[name]) })),
        })
        return { ref: projectRef, key: key.apiKey }
      }

    const stackOf = (program: pulumi.automation.PulumiFn) =>
      pulumiStack({
        program,
        providers: [terraformBridge],
        config: {
          'supabase:endpoint': platform.url,
          'supabase:accessToken': { value: platform.token, secret: true },
        },
      })

    const writes = () =>
      platform.calls
        .filter(({ method }) => method !== 'GET')
        .map(({ method, path }) => `${method} ${path}`)

    /** A call that somebody makes by hand. */
    async function byHand(
      method: string,
      path: string,
      body?: unknown,
    ): Promise<Record<string, string>> {
      const response = await fetch(platform.url + path, {
        method,
        headers: { authorization: `Bearer ${platform.token}`, 'content-type': 'application/json' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      expect(response.ok).toBe(true)
      platform.calls.length = 0
      return JSON.parse((await response.text()) || '{}')
    }

    test('makes what a program asks for, follows it, and sees what was changed by hand', async () => {
      await using told = await stackOf(school())
      const { stack } = told

      expect((await stack.preview()).changeSummary).toEqual({ create: 5 })
      expect(platform.calls).toEqual([])

      const first = await stack.up()
      const ref = first.outputs.ref?.value
      expect(first.outputs.key).toEqual({ value: `sb_secret_checks_of_${ref}`, secret: true })
      const project = `/v1/projects/${ref}`
      expect(writes()[0]).toBe('POST /v1/projects')
      expect(writes().slice(1).toSorted()).toEqual([
        `PATCH ${project}/config/auth`,
        `PATCH ${project}/postgrest`,
        `POST ${project}/api-keys?reveal=true`,
        `POST ${project}/secrets`,
      ])

      platform.calls.length = 0
      expect((await stack.up()).summary.resourceChanges).toEqual({ same: 5 })
      expect(platform.calls).toEqual([])

      await stack.up({ program: school({ maxRows: 800, names: ['second'] }) })
      expect(writes().toSorted()).toEqual([
        `DELETE ${project}/secrets`,
        `PATCH ${project}/postgrest`,
        `POST ${project}/secrets`,
      ])
      expect(await byHand('GET', `${project}/postgrest`)).toMatchObject({ max_rows: 800 })

      await byHand('PATCH', `${project}/postgrest`, { max_rows: 1 })
      await byHand('POST', `${project}/secrets`, [{ name: 'second', value: 'of somebody else' }])
      const seen = await stack.refresh()
      expect(seen.summary.resourceChanges).toMatchObject({ update: 2 })
      expect(writes()).toEqual([])
      await stack.up({ program: school({ maxRows: 800, names: ['second'] }) })
      expect(writes().toSorted()).toEqual([`PATCH ${project}/postgrest`, `POST ${project}/secrets`])

      const written = await told.stored()
      for (const secret of [
        ...Object.values(secrets),
        platform.token,
        `sb_secret_checks_of_${ref}`,
      ]) {
        expect(written).not.toContain(secret)
        expect(first.stdout + seen.stdout).not.toContain(secret)
      }

      platform.calls.length = 0
      await stack.destroy()
      expect(writes().toSorted()).toEqual([
        expect.stringMatching(`^DELETE ${project}/api-keys/`),
        `DELETE ${project}/secrets`,
      ])
    })

    test('takes over a project without setting its password', async () => {
      await using told = await stackOf(async () => {
        const project = supabase.Project.get('school', platform.ref)
        new supabase.Settings('settings', {
          projectRef: project.id,
          api: JSON.stringify({ max_rows: 700 }),
        })
        const keys = supabase.getApikeysOutput({ projectRef: project.id })
        return { name: project.name, region: project.region, publishable: keys.publishableKey }
      })
      const { outputs } = await told.stack.up()
      expect(outputs.name?.value).toEqual(expect.any(String))
      expect(outputs.publishable).toMatchObject({ secret: true })
      expect(writes()).toEqual([`PATCH /v1/projects/${platform.ref}/postgrest`])
    })

    test('imports a project, and sets its password as the official provider does', async () => {
      const { name = '', region = '' } = await byHand('GET', `/v1/projects/${platform.ref}`)
      const adopted = (ignoreChanges: string[]) => async () => {
        new supabase.Project(
          'school',
          {
            name,
            region,
            organizationId: platform.organization,
            databasePassword: secrets.password,
          },
          { import: platform.ref, retainOnDelete: true, ignoreChanges },
        )
      }
      await using told = await stackOf(adopted(['databasePassword']))
      // The API tells no password, so the engine takes it out of the inputs, where it is required.
      await expect(told.stack.preview()).rejects.toThrow('Missing required argument')
      expect(writes()).toEqual([])

      await told.stack.up({ program: adopted([]) })
      expect(writes()).toEqual([`PATCH /v1/projects/${platform.ref}/database/password`])
    })

    test('says what is wrong with a property', async () => {
      const wrong = async () => {
        new supabase.Settings('settings', { projectRef: platform.ref, api: 'no json' })
      }
      await using told = await stackOf(wrong)
      await expect(told.stack.preview()).rejects.toThrow(/property api .*Invalid JSON String Value/)
    })
  },
)
