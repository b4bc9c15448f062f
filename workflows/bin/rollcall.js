#!/usr/bin/env node
// Plain JavaScript, so that a Node that is too old to read TypeScript can still say so.
const required = 26
const found = Number(process.versions.node.split('.')[0])

if (found < required) {
  console.error(
    `rollcall needs Node ${required} or newer and this is ${process.version}: run \`npx rollcall\` from the root of the repository, which uses the pinned one.`,
  )
  process.exitCode = 2
} else {
  // Who reads the output may stop early, as `head` does.
  process.stdout.on('error', ({ code }) => process.exit(code === 'EPIPE' ? process.exitCode : 2))
  const { main } = await import('../rollcall.ts')
  process.exitCode = await main(process.argv.slice(2))
}
