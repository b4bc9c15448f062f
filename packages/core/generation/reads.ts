/** The tables that `rollcall.missing_classes` works from: who asks it has to see them whole. */
export const missingClassesReads = [
  'public.students',
  'public.classes',
  'rollcall.school',
  'rollcall.closures',
  'rollcall.schedule_versions',
  'rollcall.untaught_days',
  'rollcall.deleted_classes',
]
