import type { WorkflowFile } from '@rollcall/github'
import type { Settings } from '../settings.ts'
import { type Found, missing, ok, skipped, unknown } from './item.ts'

type Given = {
  settings: Settings
  /** What is wrong with the file; then the settings are the defaults. */
  mistake?: { detail: string; fix: string }
  /** The school's zone as the database has it. */
  timezone?: string
  /** The workflow files, whose schedules are by a zone, too. */
  files: WorkflowFile[]
}

/** The section about the configuration file. */
export function examineConfiguration(given: Given): Found[] {
  const { settings, mistake, files } = given
  const { config, configured } = settings
  if (mistake) return [missing('file', mistake.detail, mistake.fix)]
  const file = configured
    ? ok('file', `It can be read; the environment is called ${config.environment}.`)
    : missing(
        'file',
        'There is no rollcall.config.json, so that the defaults hold.',
        'echo \'{ "environment": "production" }\' > rollcall.config.json',
      )
  if (!config.school) {
    const detail = 'The zone of the school is not set.'
    const fix = 'In rollcall.config.json: "school": { "timezone": "Europe/Madrid" }'
    return [file, missing('time zone', detail, fix)]
  }
  const { timezone } = config.school
  return [
    file,
    ok('time zone', `It is ${timezone}.`),
    inDatabase(timezone, given),
    ...files.flatMap((each) => inSchedule(timezone, each)),
  ]
}

function inDatabase(wanted: string, { settings, timezone }: Given): Found {
  const item = 'time zone in the database'
  if (!settings.databaseUrl) return skipped(item, 'No database is named.', 'Set DATABASE_URL.')
  if (timezone === undefined) {
    return unknown(item, 'It could not be read.', 'Mend what the section database says.')
  }
  return timezone === wanted
    ? ok(item, 'It is the same.')
    : missing(item, `It is ${timezone} there and ${wanted} here.`, 'npx rollcall migrate')
}

/** A workflow file can't read the configuration: its schedule names the zone again. */
function inSchedule(wanted: string, { file, schedules }: WorkflowFile): Found[] {
  if (schedules.length === 0) return []
  const item = `time zone of ${file}`
  const other = schedules.find(({ timezone }) => timezone !== wanted)
  if (!other) return [ok(item, 'Its schedule is by the same clock.')]
  const detail = `Its schedule is by the clock of ${other.timezone}, and the school's is ${wanted}.`
  return [missing(item, detail, `In .github/workflows/${file}: timezone: ${wanted}`)]
}
