export { scratchDatabase, type TestDatabase, testNow } from './scratch-database.ts'
