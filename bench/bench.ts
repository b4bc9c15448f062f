import { generationRows, missingRows, triggerRows } from './rows.ts'
import { openBenchSchool } from './school.ts'

const students = 10_000
const { session, close } = await openBenchSchool(students)
try {
  const rows = [
    ...(await generationRows(session)),
    ...(await missingRows(session, students)),
    ...(await triggerRows(session)),
  ]
  for (const { name, target, ratio, least, greatest } of rows) {
    const spread = `${least.toFixed(2)}–${greatest.toFixed(2)}`
    console.log(
      `${name.padEnd(62)} ${ratio.toFixed(2).padStart(8)}  (${spread}; to reach: ${target})`,
    )
  }
} finally {
  await close()
}
