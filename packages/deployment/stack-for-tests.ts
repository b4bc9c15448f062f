import { fileURLToPath } from 'node:url'
import * as pulumi from '@pulumi/pulumi'
import { Migrations, Provider, VaultSecret } from '@rollcall/provider'
import { installVault, scratchDatabase, type TestDatabase } from '@rollcall/testing'
import { pulumiStack, type TestStack } from '@rollcall/testing/pulumi'
import { afterAll, beforeAll } from 'vitest'

/** What a program of the tests holds; changed by them as a program is by its author. */
type Holds = {
  timezone: string
  /** The values of secrets in the vault, by name. */
  secrets: Record<string, string>
  outputs: Record<string, string>
}

export type DeployedForTests = {
  database: TestDatabase
  told: TestStack
  stack: TestStack['stack']
  holds: Holds
  /** A stack of its own with the same program and nothing deployed. Whoever asks for it removes it. */
  another(env?: Record<string, string>): Promise<TestStack>
}

const providers = [
  { name: 'rollcall', path: fileURLToPath(new URL('../provider/bin', import.meta.url)) },
]

/** For the tests of one file: a stack of our provider, with a database that has a vault. */
export function deployedForTests(): DeployedForTests {
  const database = scratchDatabase({ bare: true })
  const holds: Holds = {
    timezone: 'Europe/Madrid',
    secrets: { first: 'the first secret of all', second: 'another one, kept apart' },
    outputs: {},
  }
  const another = (env: Record<string, string> = {}) =>
    pulumiStack({ providers, env, program: () => program(database.url, holds) })
  const deployed = { database, holds, another } as unknown as DeployedForTests
  beforeAll(async () => {
    await installVault(database.session)
    deployed.told = await another()
    deployed.stack = deployed.told.stack
  })
  afterAll(() => deployed.told?.remove())
  return deployed
}

async function program(url: string, { timezone, secrets, outputs }: Holds) {
  const provider = new Provider('rollcall', { databaseUrl: pulumi.secret(url) })
  new Migrations('migrations', { school: { timezone, closures: [] } }, { provider })
  for (const [name, value] of Object.entries(secrets)) {
    new VaultSecret(name, { name, value }, { provider })
  }
  return outputs
}
