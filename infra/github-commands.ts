/**
 * What to type so that the workflows have what they need: each value goes from the stack to GitHub
 * without being shown or kept in a shell's history. The environment `remedies` is for who may change
 * something.
 */
export function githubCommands(): string[] {
  const output = (name: string) => `pulumi stack output ${name} --show-secrets`
  return [
    `${output('readerDatabaseUrl')} | gh secret set DATABASE_URL`,
    `${output('operatorDatabaseUrl')} | gh secret set DATABASE_URL --env remedies`,
    'gh variable set SUPABASE_PROJECT_REF --body "$(pulumi stack output projectRef)"',
    'gh secret set SUPABASE_ACCESS_TOKEN',
  ]
}
