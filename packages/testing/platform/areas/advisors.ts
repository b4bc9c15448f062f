import { type Answering, type Json, replied } from '../exchange.ts'

/** A finding as a test gives it: its name is enough. */
export type Lint = { name: string } & Json

export const advisors = {
  security: ({ project }) => replied(200, { lints: project.lints.security }),
  performance: ({ project }) => replied(200, { lints: project.lints.performance }),
} satisfies Record<string, Answering>

/** A finding with everything that the description asks for. */
export function lintOf(lint: Lint, category: 'SECURITY' | 'PERFORMANCE'): Json {
  return {
    title: lint.name.replaceAll('_', ' '),
    level: 'WARN',
    facing: 'EXTERNAL',
    categories: [category],
    description: `What ${lint.name} means.`,
    detail: `One object is concerned by ${lint.name}.`,
    remediation: 'https://supabase.com/docs/guides/database/database-linter',
    cache_key: lint.name,
    ...lint,
  }
}
