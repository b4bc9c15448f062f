import type { Resource } from '../plan.ts'
import { apikey } from './apikey.ts'
import { edgeFunctionSecrets } from './edge-function-secrets.ts'
import { project } from './project.ts'
import { settings } from './settings.ts'

/** Those that the program uses, by Pulumi's types. */
export const resources: Record<string, Resource> = {
  'supabase:index/project:Project': project,
  'supabase:index/settings:Settings': settings,
  'supabase:index/apikey:Apikey': apikey,
  'supabase:index/edgeFunctionSecrets:EdgeFunctionSecrets': edgeFunctionSecrets,
}
