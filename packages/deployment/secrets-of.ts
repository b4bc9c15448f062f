import type { Stack } from '@pulumi/pulumi/automation/index.js'

/** Shorter ones would be found in every other word. */
const shortest = 4

/**
 * The secrets that the stack's configuration and outputs hold, in clear: to be masked, never to be shown.
 * What can't be read has none that could be told.
 */
export async function secretsOf(stack: Stack): Promise<string[]> {
  const [config, outputs] = await Promise.all([
    stack.getAllConfig().catch(() => ({})),
    stack.outputs().catch(() => ({})),
  ])
  const values: { value: unknown; secret?: boolean }[] = Object.values({ ...config, ...outputs })
  return [...new Set(values.filter(({ secret }) => secret).flatMap(({ value }) => textsIn(value)))]
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string') return value.length < shortest ? [] : [value]
  if (typeof value !== 'object' || value === null) return []
  return Object.values(value).flatMap(textsIn)
}
