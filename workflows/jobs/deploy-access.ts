import { setSecret } from '@actions/core'
import { type Infrastructure, secretsOf } from '@rollcall/deployment'

/** Opens the stack, and has the runner hide in every log what it holds of secrets. */
export async function openMasked({ open }: Infrastructure) {
  const stack = await open()
  for (const secret of await secretsOf(stack)) setSecret(secret)
  return stack
}

/** Why GitHub gives this job no secrets, in a sentence; undefined where it does, or nobody can tell. */
export function withoutSecrets(environment = process.env): string | undefined {
  const {
    HEAD_REPOSITORY: head,
    GITHUB_REPOSITORY: repository,
    PULUMI_BACKEND_URL: backend,
    PULUMI_ACCESS_TOKEN: token,
  } = environment
  if (head && head !== repository) {
    return 'The pull request comes from another repository, to which GitHub gives no secrets, so what it would deploy is not previewed: look at `pulumi preview` at a terminal.'
  }
  if (backend || token) return undefined
  return 'Neither PULUMI_BACKEND_URL nor PULUMI_ACCESS_TOKEN is there for this job, so what would be deployed is not previewed: docs/workflows.md says how to set them.'
}
