/** Where the SQL routines live that `rollcall migrate` deploys. */
export const routineFolders = [
  new URL('./routines/', import.meta.url),
  new URL('../remedies/routines/', import.meta.url),
]

/** Where the triggers live. */
export const triggerFolder = new URL('./triggers/', import.meta.url)
