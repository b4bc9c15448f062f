export { cutAtEveryQuery, durableState } from './cut-off.ts'
export { emptySchool, enrol, twiceAWeek } from './enrol.ts'
export {
  applicationObjects,
  type Columns,
  columnsOf,
  loadLiveSchool,
  rowsOf,
} from './live-school.ts'
export { templateDatabase } from './logins.ts'
export { look, lookAs } from './look.ts'
export { type Outcome, runRollcall } from './run-rollcall.ts'
export { scratchDatabase, type TestDatabase, testNow } from './scratch-database.ts'
