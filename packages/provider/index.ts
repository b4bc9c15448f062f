export { EdgeFunction, type EdgeFunctionArgs } from './sdk/edge-function.ts'
export { Migrations, type MigrationsArgs } from './sdk/migrations.ts'
export { Password, type PasswordArgs } from './sdk/password.ts'
export { Provider, type ProviderArgs } from './sdk/provider.ts'
