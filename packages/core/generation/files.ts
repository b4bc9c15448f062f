/** Where the SQL routines live that `rollcall migrate` deploys. */
export const routineFolders = [
  new URL('./routines/', import.meta.url),
  new URL('../remedies/routines/', import.meta.url),
  new URL('../checks/routines/', import.meta.url),
  new URL('../housekeeping/routines/', import.meta.url),
]

/** Where the triggers live. */
export const triggerFolder = new URL('./triggers/', import.meta.url)

/** The function that describes what Rollcall owns in a database. */
export const describedObjectsFile = new URL(
  '../checks/routines/described_objects.sql',
  import.meta.url,
)
