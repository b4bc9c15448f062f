import { takesTokens } from '@rollcall/supabase'
import { z } from 'zod'
import type { Failure, Properties } from '../kind.ts'
import { checkedProperties } from './checked-properties.ts'
import { holdsUnknown } from './wire.ts'

const text = z.string().min(1, 'is empty')

/** What the provider is told once for all its resources. */
export const configurationShape = {
  projectRef: text
    .optional()
    .describe("The project's ref, the twenty letters in its dashboard's address."),
  accessToken: text
    .optional()
    .meta({ secret: true })
    .describe('A token of the Management API, for edge functions and to look the database up.'),
  endpoint: z
    .string()
    .refine(
      takesTokens,
      'is no address that a token can be sent to: https://host, or http for this machine alone',
    )
    .default('https://api.supabase.com')
    .describe('Where the Management API is.'),
  databasePassword: text
    .optional()
    .meta({ secret: true })
    .describe(
      "The password of the database's owner; the address of the session pooler is asked of the API.",
    ),
  databaseUrl: text
    .optional()
    .meta({ secret: true })
    .describe("The connection URL of the database's owner, instead of looking it up."),
}

export type Configuration = {
  projectRef?: string
  accessToken?: string
  endpoint: string
  databasePassword?: string
  databaseUrl?: string
}

/** Holds the configuration to its shape; what it takes to reach anything has to be there. */
export function checkedConfiguration(given: Properties): {
  values: Properties
  failures: Failure[]
} {
  // Pulumi passes the version on as if it were configuration.
  const { version: _version, pluginDownloadURL: _url, ...own } = given
  const { values, failures } = checkedProperties(configurationShape, own)
  const has = (name: keyof Configuration) =>
    values[name] !== undefined || holdsUnknown(values[name])
  if (has('accessToken') !== has('projectRef')) {
    const property = has('accessToken') ? 'projectRef' : 'accessToken'
    failures.push({
      property,
      reason: 'is missing: the Management API takes both, projectRef and accessToken',
    })
  }
  if (has('databasePassword') && !has('databaseUrl') && !has('projectRef')) {
    failures.push({
      property: 'projectRef',
      reason:
        'is missing: databasePassword alone does not say where the database is; give projectRef and accessToken, or databaseUrl',
    })
  }
  return { values, failures }
}
