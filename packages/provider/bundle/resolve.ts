import { builtinModules } from 'node:module'
import type { Plugin } from 'esbuild'

/**
 * Built-ins are imported, under the names that Deno knows, and before anything runs: `require` of a
 * CommonJS package is answered by such an import.
 */
export const nodeBuiltins: Plugin = {
  name: 'node-builtins',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: builtinFilter() }, ({ path, kind }) => {
      const name = path.startsWith('node:') ? path : `node:${path}`
      if (kind === 'require-call') return { path: name, namespace: 'required' }
      return { path: name, external: true, sideEffects: false }
    })
    onLoad({ filter: /.*/, namespace: 'required' }, ({ path }) => ({
      contents: `module.exports = require(${JSON.stringify(`default-of:${path}`)}).default`,
    }))
    onResolve({ filter: /^default-of:/ }, ({ path }) => ({
      path: path.slice('default-of:'.length),
      namespace: 'default-of',
    }))
    onLoad({ filter: /.*/, namespace: 'default-of' }, ({ path }) => ({
      contents: `export { default } from ${JSON.stringify(path)}`,
    }))
  },
}

function builtinFilter(): RegExp {
  const bare = builtinModules.filter((name) => /^[a-z]/.test(name) && !name.startsWith('node:'))
  return new RegExp(`^(node:.*|${bare.join('|')})$`)
}

/** What is fetched by address would not be the same tomorrow, and is not checked into the lock file. */
export const nothingFromElsewhere: Plugin = {
  name: 'nothing-from-elsewhere',
  setup({ onResolve }) {
    onResolve({ filter: /^(npm|jsr|https?):/ }, ({ path }) => ({
      errors: [
        {
          text: `"${path}" would be fetched when the function is deployed: install the package with npm and import it by its name`,
        },
      ],
    }))
  },
}
