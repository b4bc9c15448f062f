import { OpenAPIHono } from '@hono/zod-openapi'
import type { Operation } from './operation.ts'

/** The description in OpenAPI 3.1, from the schemas that validate. */
export function describe(operations: Operation[], base: string, isSecured: boolean): object {
  const app = new OpenAPIHono()
  if (isSecured) {
    app.openAPIRegistry.registerComponent('securitySchemes', 'secret', {
      type: 'http',
      scheme: 'bearer',
    })
  }
  for (const { route } of operations) app.openAPIRegistry.registerPath(route)
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Class tracking',
      version: '1',
      description: 'Generates the classes that students are due. Nothing is made twice.',
      license: { name: 'MIT' },
    },
    servers: [{ url: base }],
    ...(isSecured ? { security: [{ secret: [] }] } : {}),
  })
}
