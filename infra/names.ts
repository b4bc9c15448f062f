/** What things are called where people and other programs meet them. */
export const names = {
  edgeFunction: 'class-tracking',
  /** The secret that calls of the edge function bear, as the function knows it. */
  functionSecret: 'CLASS_TRACKING_SECRET',
  /** How many days back it fills gaps. */
  functionLookBack: 'CLASS_TRACKING_LOOK_BACK_DAYS',
  roles: { reader: 'rollcall_reader', operator: 'rollcall_operator' },
  schedules: { weeklyTick: 'rollcall-weekly-tick', housekeeping: 'rollcall-housekeeping' },
  /** In Vault, for calls that the database makes. */
  vault: { url: 'rollcall_class_tracking_url', secret: 'rollcall_class_tracking_secret' },
} as const

/** What a component's part is called in the stack: the concern first, so that it reads in a list. */
export function nameOf(concern: string, part: string): string {
  return `${concern}-${part}`
}
