/** The database that every test file starts from: migrated and empty. */
export const templateDatabase = 'rollcall_template'

/** People who act under Rollcall's roles, with their own name as the password. */
export const logins = {
  looker: { name: 'looker', role: 'rollcall_reader' },
  fixer: { name: 'fixer', role: 'rollcall_operator' },
} as const
