// Written by `npm run refresh-api -w @rollcall/supabase`; not to be edited.

/** What is read of the answer to each call. A union with `string & {}` may hold other members. */
export type Answers = {
  project: {
    created_at: string
    database: {
      host: string
      postgres_engine: string
      version: string
    }
    name: string
    organization_slug: string
    ref: string
    region: string
    status:
      | 'INACTIVE'
      | 'ACTIVE_HEALTHY'
      | 'ACTIVE_UNHEALTHY'
      | 'COMING_UP'
      | 'UNKNOWN'
      | 'GOING_DOWN'
      | 'INIT_FAILED'
      | 'REMOVED'
      | 'RESTORING'
      | 'UPGRADING'
      | 'PAUSING'
      | 'RESTORE_FAILED'
      | 'RESTARTING'
      | 'PAUSE_FAILED'
      | 'RESIZING'
      | 'PROMOTING'
      | (string & {})
  }
  health: {
    error?: string | undefined
    healthy: boolean
    name:
      | 'auth'
      | 'db'
      | 'db_postgres_user'
      | 'pooler'
      | 'realtime'
      | 'rest'
      | 'storage'
      | 'pg_bouncer'
      | (string & {})
    status: 'COMING_UP' | 'ACTIVE_HEALTHY' | 'UNHEALTHY' | (string & {})
  }[]
  functions: {
    created_at: number
    id: string
    name: string
    slug: string
    status: 'ACTIVE' | 'REMOVED' | 'THROTTLED' | (string & {})
    updated_at: number
    verify_jwt?: boolean | undefined
    version: number
  }[]
  functionBySlug: {
    entrypoint_path?: string | undefined
    ezbr_sha256?: string | undefined
    id: string
    name: string
    slug: string
    status: 'ACTIVE' | 'REMOVED' | 'THROTTLED' | (string & {})
    updated_at: number
    verify_jwt?: boolean | undefined
    version: number
  }
  deployFunction: {
    entrypoint_path?: string | undefined
    ezbr_sha256?: string | undefined
    id: string
    name: string
    slug: string
    status: 'ACTIVE' | 'REMOVED' | 'THROTTLED' | (string & {})
    updated_at?: number | undefined
    verify_jwt?: boolean | undefined
    version: number
  }
  deleteFunction: unknown
  functionStatistics: {
    result?: unknown[] | undefined
  }
  secrets: {
    name: string
    updated_at?: string | undefined
  }[]
  apiKeys: {
    id?: string | null | undefined
    inserted_at?: string | null | undefined
    name: string
    type?: ('legacy' | 'publishable' | 'secret' | (string & {})) | null | undefined
  }[]
  backups: {
    backups: {
      id: number
      inserted_at: string
      is_physical_backup: boolean
      status:
        | 'COMPLETED'
        | 'FAILED'
        | 'PENDING'
        | 'REMOVED'
        | 'ARCHIVED'
        | 'CANCELLED'
        | (string & {})
    }[]
    physical_backup_data: {
      earliest_physical_backup_date_unix?: number | undefined
      latest_physical_backup_date_unix?: number | undefined
    }
    pitr_enabled: boolean
    region: string
    walg_enabled: boolean
  }
  backupSchedule: {
    schedule_for: string
    updated_at: string
  }
  securityAdvisors: {
    lints: {
      cache_key: string
      categories: ('PERFORMANCE' | 'SECURITY' | 'HEALTH' | (string & {}))[]
      description: string
      detail: string
      level: 'ERROR' | 'WARN' | 'INFO' | (string & {})
      metadata?:
        | {
            entity?: string | undefined
            name?: string | undefined
            schema?: string | undefined
            type?:
              | (
                  | 'table'
                  | 'view'
                  | 'materialized view'
                  | 'foreign table'
                  | 'auth'
                  | 'function'
                  | 'extension'
                  | 'compliance'
                  | 'health'
                  | (string & {})
                )
              | undefined
          }
        | undefined
      name:
        | 'unindexed_foreign_keys'
        | 'auth_users_exposed'
        | 'auth_rls_initplan'
        | 'no_primary_key'
        | 'unused_index'
        | 'multiple_permissive_policies'
        | 'policy_exists_rls_disabled'
        | 'rls_enabled_no_policy'
        | 'duplicate_index'
        | 'security_definer_view'
        | 'function_search_path_mutable'
        | 'rls_disabled_in_public'
        | 'extension_in_public'
        | 'rls_references_user_metadata'
        | 'materialized_view_in_api'
        | 'foreign_table_in_api'
        | 'unsupported_reg_types'
        | 'auth_otp_long_expiry'
        | 'auth_otp_short_length'
        | 'ssl_not_enforced'
        | 'log_connections_not_enabled'
        | 'network_restrictions_not_set'
        | 'password_requirements_min_length'
        | 'pitr_not_enabled'
        | 'auth_leaked_password_protection'
        | 'auth_insufficient_mfa_options'
        | 'auth_password_policy_missing'
        | 'leaked_service_key'
        | 'no_backup_admin'
        | 'vulnerable_postgres_version'
        | 'db_not_reachable'
        | 'db_connection_failing'
        | 'db_connection_limit_reached'
        | 'instance_telemetry_lost'
        | 'instance_db_down'
        | 'instance_alert_firing'
        | 'log_data_api_error_rate_high'
        | 'log_auth_error_rate_high'
        | 'log_storage_error_rate_high'
        | 'log_edge_function_error_rate_high'
        | 'realtime_authorization_timeouts'
        | 'realtime_postgres_changes_spike'
        | 'realtime_concurrent_users_near_limit'
        | 'project_not_active'
        | 'advisor_check_unavailable'
        | (string & {})
      remediation: string
      title: string
    }[]
  }
  performanceAdvisors: {
    lints: {
      cache_key: string
      categories: ('PERFORMANCE' | 'SECURITY' | 'HEALTH' | (string & {}))[]
      description: string
      detail: string
      level: 'ERROR' | 'WARN' | 'INFO' | (string & {})
      metadata?:
        | {
            entity?: string | undefined
            name?: string | undefined
            schema?: string | undefined
            type?:
              | (
                  | 'table'
                  | 'view'
                  | 'materialized view'
                  | 'foreign table'
                  | 'auth'
                  | 'function'
                  | 'extension'
                  | 'compliance'
                  | 'health'
                  | (string & {})
                )
              | undefined
          }
        | undefined
      name:
        | 'unindexed_foreign_keys'
        | 'auth_users_exposed'
        | 'auth_rls_initplan'
        | 'no_primary_key'
        | 'unused_index'
        | 'multiple_permissive_policies'
        | 'policy_exists_rls_disabled'
        | 'rls_enabled_no_policy'
        | 'duplicate_index'
        | 'security_definer_view'
        | 'function_search_path_mutable'
        | 'rls_disabled_in_public'
        | 'extension_in_public'
        | 'rls_references_user_metadata'
        | 'materialized_view_in_api'
        | 'foreign_table_in_api'
        | 'unsupported_reg_types'
        | 'auth_otp_long_expiry'
        | 'auth_otp_short_length'
        | 'ssl_not_enforced'
        | 'log_connections_not_enabled'
        | 'network_restrictions_not_set'
        | 'password_requirements_min_length'
        | 'pitr_not_enabled'
        | 'auth_leaked_password_protection'
        | 'auth_insufficient_mfa_options'
        | 'auth_password_policy_missing'
        | 'leaked_service_key'
        | 'no_backup_admin'
        | 'vulnerable_postgres_version'
        | 'db_not_reachable'
        | 'db_connection_failing'
        | 'db_connection_limit_reached'
        | 'instance_telemetry_lost'
        | 'instance_db_down'
        | 'instance_alert_firing'
        | 'log_data_api_error_rate_high'
        | 'log_auth_error_rate_high'
        | 'log_storage_error_rate_high'
        | 'log_edge_function_error_rate_high'
        | 'realtime_authorization_timeouts'
        | 'realtime_postgres_changes_spike'
        | 'realtime_concurrent_users_near_limit'
        | 'project_not_active'
        | 'advisor_check_unavailable'
        | (string & {})
      remediation: string
      title: string
    }[]
  }
  logs: {
    result?: unknown[] | undefined
  }
  metrics: string
  apiCounts: {
    result?:
      | {
          timestamp: string
          total_auth_requests: number
          total_realtime_requests: number
          total_rest_requests: number
          total_storage_requests: number
        }[]
      | undefined
  }
  apiRequestsCount: {
    result?:
      | {
          count: number
        }[]
      | undefined
  }
  disk: {
    attributes: {
      iops: number
      size_gb: number
      throughput_mibps?: number | undefined
      type: 'gp3' | 'io2' | (string & {})
    }
  }
  diskUse: {
    metrics: {
      fs_avail_bytes: number
      fs_size_bytes: number
      fs_used_bytes: number
    }
    timestamp: string
  }
  diskAutoscale: {
    growth_percent: number | null
    max_size_gb: number | null
    min_increment_gb: number | null
  }
  readOnly: {
    enabled: boolean
    override_active_until: string
    override_enabled: boolean
  }
  authConfig: {
    disable_signup: boolean | null
    external_anonymous_users_enabled: boolean | null
    external_email_enabled: boolean | null
    external_phone_enabled: boolean | null
    jwt_exp: number | null
    mailer_autoconfirm: boolean | null
    mailer_otp_exp: number
    mfa_totp_enroll_enabled: boolean | null
    password_hibp_enabled: boolean | null
    password_min_length: number | null
    rate_limit_anonymous_users: number | null
    rate_limit_email_sent: number | null
    rate_limit_otp: number | null
    rate_limit_token_refresh: number | null
    rate_limit_verify: number | null
    refresh_token_rotation_enabled: boolean | null
    security_captcha_enabled: boolean | null
  }
  postgrestConfig: {
    db_extra_search_path: string
    db_pool: number | null
    db_schema: string
    max_rows: number
  }
  postgresConfig: {
    effective_cache_size?: string | undefined
    max_connections?: number | undefined
    shared_buffers?: string | undefined
    statement_timeout?: string | undefined
  }
  pooler: {
    database_type: 'PRIMARY' | 'READ_REPLICA' | (string & {})
    db_host: string
    db_name: string
    db_port: number
    db_user: string
    default_pool_size: number | null
    identifier: string
    max_client_conn: number | null
    pool_mode: 'transaction' | 'session' | (string & {})
  }[]
  networkRestrictions: {
    config: {
      dbAllowedCidrs?: string[] | undefined
      dbAllowedCidrsV6?: string[] | undefined
    }
    entitlement: 'disallowed' | 'allowed' | (string & {})
    status: 'stored' | 'applied' | (string & {})
  }
  networkBans: {
    banned_ipv4_addresses: string[]
  }
  sslEnforcement: {
    appliedSuccessfully: boolean
    currentConfig: {
      database: boolean
    }
  }
  addons: {
    selected_addons: {
      type:
        | 'custom_domain'
        | 'compute_instance'
        | 'pitr'
        | 'ipv4'
        | 'auth_mfa_phone'
        | 'auth_mfa_web_authn'
        | 'log_drain'
        | 'etl_pipeline'
        | (string & {})
      variant: {
        id:
          | 'ci_micro'
          | 'ci_small'
          | 'ci_medium'
          | 'ci_large'
          | 'ci_xlarge'
          | 'ci_2xlarge'
          | 'ci_4xlarge'
          | 'ci_8xlarge'
          | 'ci_12xlarge'
          | 'ci_16xlarge'
          | 'ci_24xlarge'
          | 'ci_24xlarge_optimized_cpu'
          | 'ci_24xlarge_optimized_memory'
          | 'ci_24xlarge_high_memory'
          | 'ci_48xlarge'
          | 'ci_48xlarge_optimized_cpu'
          | 'ci_48xlarge_optimized_memory'
          | 'ci_48xlarge_high_memory'
          | 'cd_default'
          | 'pitr_7'
          | 'pitr_14'
          | 'pitr_28'
          | 'ipv4_default'
          | 'auth_mfa_phone_default'
          | 'auth_mfa_web_authn_default'
          | 'log_drain_default'
          | 'etl_pipeline_default'
          | (string & {})
        name: string
      }
    }[]
  }
  organization: {
    id: string
    name: string
    plan?: ('free' | 'pro' | 'team' | 'enterprise' | 'platform' | (string & {})) | undefined
  }
  entitlements: {
    entitlements: {
      config: {
        enabled: boolean
        set?: string[] | undefined
        unlimited?: boolean | undefined
        value?: number | undefined
      }
      feature: {
        key:
          | 'instances.compute_update_available_sizes'
          | 'instances.read_replicas'
          | 'instances.disk_modifications'
          | 'instances.high_availability'
          | 'instances.orioledb'
          | 'replication.etl'
          | 'storage.max_file_size'
          | 'storage.max_file_size.configurable'
          | 'storage.image_transformations'
          | 'storage.vector_buckets'
          | 'storage.iceberg_catalog'
          | 'storage.purge_cache'
          | 'security.audit_logs_days'
          | 'security.questionnaire'
          | 'security.soc2_report'
          | 'security.iso27001_certificate'
          | 'security.private_link'
          | 'security.enforce_mfa'
          | 'log.retention_days'
          | 'custom_domain'
          | 'vanity_subdomain'
          | 'ipv4'
          | 'pitr.available_variants'
          | 'log_drains'
          | 'audit_log_drains'
          | 'branching_limit'
          | 'branching_persistent'
          | 'auth.mfa_phone'
          | 'auth.mfa_web_authn'
          | 'auth.mfa_enhanced_security'
          | 'auth.hooks'
          | 'auth.platform.sso'
          | 'auth.custom_jwt_template'
          | 'auth.saml_2'
          | 'auth.user_sessions'
          | 'auth.leaked_password_protection'
          | 'auth.advanced_auth_settings'
          | 'auth.performance_settings'
          | 'auth.password_hibp'
          | 'auth.custom_oauth.max_providers'
          | 'backup.retention_days'
          | 'backup.restore_to_new_project'
          | 'backup.schedule'
          | 'function.max_count'
          | 'function.size_limit_mb'
          | 'realtime.max_concurrent_users'
          | 'realtime.max_events_per_second'
          | 'realtime.max_joins_per_second'
          | 'realtime.max_channels_per_client'
          | 'realtime.max_bytes_per_second'
          | 'realtime.max_presence_events_per_second'
          | 'realtime.max_payload_size_in_kb'
          | 'project_scoped_roles'
          | 'security.member_roles'
          | 'project_pausing'
          | 'project_cloning'
          | 'project_restore_after_expiry'
          | 'assistant.advance_model'
          | 'integrations.github_connections'
          | 'integrations.github_push_webhooks_limit'
          | 'dedicated_pooler'
          | 'observability.dashboard_advanced_metrics'
          | 'api.members.invitations'
          | 'api.members.roles'
          | (string & {})
      }
      hasAccess: boolean
      type: 'boolean' | 'numeric' | 'set' | (string & {})
    }[]
  }
}

/** What may be asked of the calls that take a query. */
export type Queries = {
  health: {
    services:
      | string
      | (
          | 'auth'
          | 'db'
          | 'db_postgres_user'
          | 'pooler'
          | 'realtime'
          | 'rest'
          | 'storage'
          | 'pg_bouncer'
        )[]
    timeout_ms?: number | undefined
  }
  deployFunction: {
    slug?: string | undefined
    bundleOnly?: (string | boolean) | undefined
  }
  functionStatistics: {
    interval: '15min' | '1hr' | '3hr' | '1day'
    function_id: string
  }
  apiKeys: {
    reveal?: (string | boolean) | undefined
  }
  securityAdvisors: {
    lint_type?: 'sql' | undefined
  }
  logs: {
    sql?: string | undefined
    iso_timestamp_start?: string | undefined
    iso_timestamp_end?: string | undefined
  }
  apiCounts: {
    interval?: ('15min' | '30min' | '1hr' | '3hr' | '1day' | '3day' | '7day') | undefined
  }
}
