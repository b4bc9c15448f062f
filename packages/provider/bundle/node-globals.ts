/** What Node has as globals, and Deno 2.1 only inside packages that it loads itself. */
export { Buffer } from 'node:buffer'
export { default as process } from 'node:process'
export { clearImmediate, setImmediate } from 'node:timers'
