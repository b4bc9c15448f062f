import { OperatorError } from '@rollcall/core'
import type { WorkflowFile } from '@rollcall/github'
import type { Settings } from '../settings.ts'
import { examineConfiguration } from './configuration.ts'
import { examineDatabase } from './database.ts'
import type { Found, Item } from './item.ts'
import { examineRepository } from './repository.ts'
import { missingForGitHub, optionalGitHub } from './surroundings.ts'

type Given = {
  settings: Settings
  /** What is wrong with the configuration file; then the settings are the defaults. */
  mistake?: { detail: string; fix: string } | undefined
  /** Those of the checkout, which say what they need. */
  files: WorkflowFile[]
  environment: NodeJS.ProcessEnv
}

/** Everything that a school's set-up needs, in the order in which it is set up. Changes nothing. */
export async function examine(given: Given): Promise<Item[]> {
  const { settings, mistake, files, environment } = given
  const [database, repository] = await Promise.all([
    examineDatabase(settings),
    examineRepository({ access: accessFrom(environment), config: settings.config, files }),
  ])
  const configuration = examineConfiguration({
    settings,
    files,
    ...(mistake ? { mistake } : {}),
    ...(database.timezone === undefined ? {} : { timezone: database.timezone }),
  })
  return [
    ...under('configuration', configuration),
    ...under('database', database.found),
    ...under('repository', repository),
  ]
}

function accessFrom(environment: NodeJS.ProcessEnv) {
  try {
    const github = optionalGitHub(environment)
    return github ? { github } : { unset: missingForGitHub(environment) }
  } catch (error) {
    if (error instanceof OperatorError) return { mistake: error }
    throw error
  }
}

function under(section: Item['section'], found: Found[]): Item[] {
  return found.map((each) => ({ section, ...each }))
}
