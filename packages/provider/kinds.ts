import type { Kind } from './kind.ts'
import { edgeFunction } from './kinds/edge-function.ts'
import { migrations } from './kinds/migrations.ts'
import { password } from './kinds/password.ts'

/** Every kind of resource that the provider has. */
export const kinds: Kind[] = [edgeFunction, migrations, password]
