// Runs before `npm start`, `npm test` and `npm run check`, under whatever Node the machine has (20 or newer).
// Installs what package-lock.json pins when nothing, or something else, is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))
const installed = `${root}node_modules/.package-lock.json`
const locked = `${root}package-lock.json`

const current =
  existsSync(installed) &&
  existsSync(`${root}node_modules/.bin/rollcall`) &&
  statSync(installed).mtimeMs >= statSync(locked).mtimeMs

if (!current) {
  console.error('Installing what package-lock.json pins (once; a minute or so) …')
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (npm.status !== 0) {
    console.error('npm ci did not finish: see its message above, then run this command again.')
    process.exitCode = npm.status ?? 1
  }
}
