export { type Outcome, runRollcall } from './run-rollcall.ts'
export { scratchDatabase, type TestDatabase, testNow } from './scratch-database.ts'
