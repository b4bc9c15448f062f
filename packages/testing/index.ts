export { crashAndRestart } from './crash-and-restart.ts'
export { cutAtEveryQuery, durableState } from './cut-off.ts'
export { emptySchool, enrol } from './enrol.ts'
export { olderServers, systemServer } from './installations.ts'
export { type LiveSchool, liveSchool, loadLiveSchool } from './live-school.ts'
export { templateDatabase } from './logins.ts'
export { look, lookAs } from './look.ts'
export { loseClasses } from './lose-classes.ts'
export { answerCalls, installNet } from './net.ts'
export { queue } from './queue.ts'
export {
  dailyAt,
  dailyRun,
  failing,
  passing,
  remediedBy,
  skipping,
  unknowing,
} from './results.ts'
export { type Outcome, runRollcall } from './run-rollcall.ts'
export { scratchDatabase, type TestDatabase, testNow } from './scratch-database.ts'
export { installVault } from './vault.ts'
