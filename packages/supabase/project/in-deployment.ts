import type { Problem } from '../platform-error.ts'

const tokens = 'https://supabase.com/dashboard/account/tokens'

/** The same problem with what somebody who deploys can do about it. */
export function inDeployment(problem: Problem): Problem {
  return { ...problem, hint: hints[problem.kind] ?? againOf(problem.hint) }
}

const hints: Partial<Record<Problem['kind'], string>> = {
  token: `Make one at ${tokens}, for this project, and give it to the provider as accessToken.`,
  permission: `Make a token with it at ${tokens} (your role in the organization must have it too), and give it to the provider as accessToken.`,
  'not-found':
    "Check the provider's projectRef against the project's address in the dashboard, and that the token may see the project.",
}

function againOf(hint: string): string {
  return hint
    .replace(/(run) (fewer checks at once, or run )?the check again/i, '$1 the deployment again')
    .replace('SUPABASE_API_ENDPOINT', "the provider's endpoint")
    .replace(', or skip the check in the configuration with that reason', '')
}
