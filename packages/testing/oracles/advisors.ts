/** A lint of Supabase's advisors, numbered 0001 to 0029 in their order, and what of ours finds the same. */
export type Lint = {
  name: string
  check: string
  /** How the key of our finding begins, with the object that they name as `…`; none where there is no finding. */
  key?: string
  /** Why ours differs, in a sentence for the table in docs/oracles.md; none where it is as strict. */
  why?: string
}

export const lints: Lint[] = [
  {
    name: 'unindexed_foreign_keys',
    check: 'index-health',
    key: 'foreign-key/…/',
    why: 'from `thresholds.foreignKeyRows` rows on: fewer are read in less than a millisecond, and are named in the evidence; the same columns in another order serve as well',
  },
  { name: 'auth_users_exposed', check: 'exposed-privileges', key: 'view/…' },
  { name: 'auth_rls_initplan', check: 'row-level-security', key: 'policy/…/' },
  {
    name: 'no_primary_key',
    check: 'index-health',
    key: 'table/…/no-primary-key',
    why: 'a partition is told by its table, whose key it gets',
  },
  {
    name: 'unused_index',
    check: 'index-health',
    key: 'index/…/unused',
    why: 'it lists what has not been used since statistics began, were it a minute ago; we wait for enough of them, and for a size that matters',
  },
  { name: 'multiple_permissive_policies', check: 'row-level-security', key: 'policies/…' },
  { name: 'policy_exists_rls_disabled', check: 'row-level-security', key: 'table/…' },
  {
    name: 'rls_enabled_no_policy',
    check: 'row-level-security',
    why: 'nothing passes, which is safe and what a table of the server side wants; the evidence names them (`withoutPolicy`)',
  },
  { name: 'duplicate_index', check: 'index-health', key: 'index/' },
  { name: 'security_definer_view', check: 'exposed-privileges', key: 'view/…' },
  { name: 'function_search_path_mutable', check: 'exposed-privileges', key: 'search-path/…(' },
  { name: 'rls_disabled_in_public', check: 'row-level-security', key: 'table/…' },
  { name: 'extension_in_public', check: 'exposed-privileges', key: 'extension/' },
  { name: 'rls_references_user_metadata', check: 'exposed-privileges', key: 'user-metadata/…/' },
  { name: 'materialized_view_in_api', check: 'exposed-privileges', key: 'materialized-view/…' },
  { name: 'foreign_table_in_api', check: 'exposed-privileges', key: 'foreign-table/…' },
  {
    name: 'unsupported_reg_types',
    check: 'data-integrity',
    key: 'column/….',
    why: 'of views only those that are stored, for the others stop no upgrade',
  },
  { name: 'insecure_queue_exposed_in_api', check: 'row-level-security', key: 'table/…' },
  {
    name: 'table_bloat',
    check: 'table-maintenance',
    key: 'table/…/bloat',
    why: 'from `thresholds.bloatMegabytes` and `thresholds.bloatShare` on',
  },
  { name: 'fkey_to_auth_unique', check: 'data-integrity', key: 'platform-key/…/' },
  { name: 'extension_versions_outdated', check: 'exposed-privileges', key: 'extension-version/' },
  { name: 'sensitive_columns_exposed', check: 'row-level-security', key: 'table/…' },
  { name: 'rls_policy_always_true', check: 'exposed-privileges', key: 'policy/…/' },
  {
    name: 'public_bucket_allows_listing',
    check: 'exposed-privileges',
    why: 'not looked for: which buckets are public is in the rows of the platform',
  },
  {
    name: 'pg_graphql_anon_table_exposed',
    check: 'exposed-privileges',
    why: 'a name that can be seen is no row that can be read; who may read which is in the evidence',
  },
  {
    name: 'pg_graphql_authenticated_table_exposed',
    check: 'exposed-privileges',
    why: 'a name that can be seen is no row that can be read; who may read which is in the evidence',
  },
  {
    name: 'anon_security_definer_function_executable',
    check: 'exposed-privileges',
    key: 'function/…(',
    why: 'a function of a trigger is left out, for the API calls none',
  },
  {
    name: 'authenticated_security_definer_function_executable',
    check: 'exposed-privileges',
    key: 'function/…(',
    why: 'a function of a trigger is left out, for the API calls none',
  },
]

/** A row of the table of lints in docs/oracles.md. */
export function lintRow({ name, check, key, why }: Lint): string {
  return `| \`${name}\` | \`${check}\` | ${key ? `\`${key}\`` : 'no finding'} | ${why ?? ''} |`
}
