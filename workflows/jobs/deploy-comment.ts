import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { OperatorError } from '@rollcall/core'
import { requireGitHub } from '../github-access.ts'
import { positive } from '../settings.ts'
import { previewBlocks, previewed } from './deploy-report.ts'
import { input, log, runJob } from './job.ts'
import { keepComment } from './pull-request-comment.ts'
import { fitting } from './summary.ts'

/** The most that GitHub takes, in characters, and some room for the rest. */
const limit = 65_536 - 4096

// Keeps one comment of the pull request at what the preview says.
await runJob(async ({ config }) => {
  const preview = await readPreview(join('preview', 'preview.json'))
  const run = input('GITHUB_RUN_ID')
  const { GITHUB_SERVER_URL: server = 'https://github.com', GITHUB_REPOSITORY: name } = process.env
  const done = await keepComment(requireGitHub(), {
    pullRequest: positive(input('PULL_REQUEST'), 'PULL_REQUEST'),
    author: config.issues.author,
    name: 'deploy-preview',
    run: positive(run, 'GITHUB_RUN_ID'),
    text: `${fitting(previewBlocks(preview), limit)}\nSee [the run](${server}/${name}/actions/runs/${run}).`,
    onlyIfThere: preview.state === 'same',
  })
  log(`The comment on the pull request: ${done}.`)
  return 0
})

async function readPreview(file: string) {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new OperatorError(`${file} can't be read: see whether the job before left it.`, { cause })
  })
  const parsed = previewed.safeParse(parsedJson(text))
  if (parsed.success) return parsed.data
  throw new OperatorError(`${file} is no preview: run the workflow again.`)
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
