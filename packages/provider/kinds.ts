import type { Kind } from './kind.ts'
import { cronSchedule } from './kinds/cron-schedule.ts'
import { edgeFunction } from './kinds/edge-function.ts'
import { migrations } from './kinds/migrations.ts'
import { password } from './kinds/password.ts'
import { role } from './kinds/role.ts'
import { vaultSecret } from './kinds/vault-secret.ts'

/** Every kind of resource that the provider has. */
export const kinds: Kind[] = [cronSchedule, edgeFunction, migrations, password, role, vaultSecret]
