/** One call of the Management API: its id in the published description, and what of its answer is read. */
export type Use = {
  operationId: string
  /**
   * Paths into the answer, `[]` for the members of a list. A path that ends in `: instant` is a
   * point in time, whatever the description says of it.
   */
  reads: string[]
  /** What a token needs, where the description leaves it out. */
  permissions?: string[]
  /** Only a deployment makes the call: a token that looks need not be allowed to. */
  deploys?: true
}

/**
 * Every call that Rollcall makes. What isn't named here is never kept from an answer: no secret's
 * value, no key, no password. After a change run `npm run refresh-api -w @rollcall/supabase`.
 */
export const uses = {
  project: {
    operationId: 'v1-get-project',
    reads: [
      'ref',
      'name',
      'organization_slug',
      'region',
      'status',
      'created_at: instant',
      'database.host',
      'database.version',
      'database.postgres_engine',
    ],
  },
  health: {
    operationId: 'v1-get-services-health',
    reads: ['[].name', '[].healthy', '[].status', '[].error'],
  },
  functions: {
    operationId: 'v1-list-all-functions',
    reads: [
      '[].id',
      '[].slug',
      '[].name',
      '[].status',
      '[].version',
      '[].verify_jwt',
      '[].created_at',
      '[].updated_at',
    ],
  },
  functionBySlug: {
    operationId: 'v1-get-a-function',
    reads: functionReads(),
    deploys: true,
  },
  deployFunction: {
    operationId: 'v1-deploy-a-function',
    reads: functionReads(),
    deploys: true,
  },
  deleteFunction: { operationId: 'v1-delete-a-function', reads: [], deploys: true },
  functionStatistics: {
    operationId: 'v1-get-project-function-combined-stats',
    reads: ['result[]'],
  },
  secrets: { operationId: 'v1-list-all-secrets', reads: ['[].name', '[].updated_at'] },
  apiKeys: {
    operationId: 'v1-get-project-api-keys',
    reads: ['[].id', '[].name', '[].type', '[].inserted_at'],
  },
  backups: {
    operationId: 'v1-list-all-backups',
    reads: [
      'region',
      'walg_enabled',
      'pitr_enabled',
      'backups[].id',
      'backups[].is_physical_backup',
      'backups[].status',
      'backups[].inserted_at: instant',
      'physical_backup_data.earliest_physical_backup_date_unix',
      'physical_backup_data.latest_physical_backup_date_unix',
    ],
  },
  backupSchedule: {
    operationId: 'v1-get-backup-schedule',
    reads: ['schedule_for', 'updated_at'],
  },
  securityAdvisors: { operationId: 'v1-get-security-advisors', reads: advisorReads() },
  performanceAdvisors: { operationId: 'v1-get-performance-advisors', reads: advisorReads() },
  // Both are under "Logs" in https://supabase.com/docs/guides/platform/personal-access-tokens
  logs: {
    operationId: 'v1-get-project-logs',
    reads: ['result[]'],
    permissions: ['analytics_logs_read'],
  },
  metrics: {
    operationId: 'v1-scrape-project-metrics',
    reads: [],
    permissions: ['analytics_logs_read'],
  },
  apiCounts: {
    operationId: 'v1-get-project-usage-api-count',
    reads: [
      'result[].timestamp: instant',
      'result[].total_auth_requests',
      'result[].total_realtime_requests',
      'result[].total_rest_requests',
      'result[].total_storage_requests',
    ],
  },
  apiRequestsCount: {
    operationId: 'v1-get-project-usage-request-count',
    reads: ['result[].count'],
  },
  disk: {
    operationId: 'v1-get-database-disk',
    reads: [
      'attributes.size_gb',
      'attributes.type',
      'attributes.iops',
      'attributes.throughput_mibps',
    ],
  },
  diskUse: {
    operationId: 'v1-get-disk-utilization',
    reads: [
      'timestamp: instant',
      'metrics.fs_size_bytes',
      'metrics.fs_avail_bytes',
      'metrics.fs_used_bytes',
    ],
  },
  diskAutoscale: {
    operationId: 'v1-get-project-disk-autoscale-config',
    reads: ['growth_percent', 'min_increment_gb', 'max_size_gb'],
  },
  readOnly: {
    operationId: 'v1-get-readonly-mode-status',
    reads: ['enabled', 'override_enabled', 'override_active_until'],
  },
  authConfig: {
    operationId: 'v1-get-auth-service-config',
    reads: [
      'disable_signup',
      'external_anonymous_users_enabled',
      'external_email_enabled',
      'external_phone_enabled',
      'jwt_exp',
      'mailer_autoconfirm',
      'mailer_otp_exp',
      'mfa_totp_enroll_enabled',
      'password_hibp_enabled',
      'password_min_length',
      'rate_limit_anonymous_users',
      'rate_limit_email_sent',
      'rate_limit_otp',
      'rate_limit_token_refresh',
      'rate_limit_verify',
      'refresh_token_rotation_enabled',
      'security_captcha_enabled',
    ],
  },
  postgrestConfig: {
    operationId: 'v1-get-postgrest-service-config',
    reads: ['db_schema', 'max_rows', 'db_extra_search_path', 'db_pool'],
  },
  postgresConfig: {
    operationId: 'v1-get-postgres-config',
    reads: ['max_connections', 'shared_buffers', 'effective_cache_size', 'statement_timeout'],
  },
  pooler: {
    operationId: 'v1-get-pooler-config',
    reads: [
      '[].identifier',
      '[].database_type',
      '[].db_user',
      '[].db_host',
      '[].db_port',
      '[].db_name',
      '[].pool_mode',
      '[].default_pool_size',
      '[].max_client_conn',
    ],
  },
  networkRestrictions: {
    operationId: 'v1-get-network-restrictions',
    reads: ['entitlement', 'status', 'config.dbAllowedCidrs', 'config.dbAllowedCidrsV6'],
  },
  networkBans: { operationId: 'v1-list-all-network-bans', reads: ['banned_ipv4_addresses'] },
  sslEnforcement: {
    operationId: 'v1-get-ssl-enforcement-config',
    reads: ['currentConfig.database', 'appliedSuccessfully'],
  },
  addons: {
    operationId: 'v1-list-project-addons',
    reads: [
      'selected_addons[].type',
      'selected_addons[].variant.id',
      'selected_addons[].variant.name',
    ],
  },
  organization: {
    operationId: 'v1-get-an-organization',
    reads: ['id', 'name', 'plan'],
  },
  entitlements: {
    operationId: 'v1-get-organization-entitlements',
    reads: [
      'entitlements[].feature.key',
      'entitlements[].hasAccess',
      'entitlements[].type',
      'entitlements[].config.enabled',
      'entitlements[].config.value',
      'entitlements[].config.unlimited',
      'entitlements[].config.set',
    ],
  },
} as const satisfies Record<string, Use>

export type OperationName = keyof typeof uses

function functionReads(): string[] {
  return [
    'id',
    'slug',
    'name',
    'status',
    'version',
    'verify_jwt',
    'entrypoint_path',
    'ezbr_sha256',
    'updated_at',
  ]
}

function advisorReads(): string[] {
  return [
    'lints[].name',
    'lints[].title',
    'lints[].level',
    'lints[].categories',
    'lints[].description',
    'lints[].detail',
    'lints[].remediation',
    'lints[].metadata.schema',
    'lints[].metadata.name',
    'lints[].metadata.entity',
    'lints[].metadata.type',
    'lints[].cache_key',
  ]
}
