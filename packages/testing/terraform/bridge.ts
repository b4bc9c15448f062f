import grpc from '@grpc/grpc-js'
import plugins from '@pulumi/pulumi/proto/plugin_pb.js'
import messages from '@pulumi/pulumi/proto/provider_pb.js'
import empties from 'google-protobuf/google/protobuf/empty_pb.js'
import { checkAnswer, diffAnswer, failureOf, sentAs } from './answers.ts'
import { type Api, connectApi } from './api.ts'
import { accessOf, checkedConfig } from './configuration.ts'
import { functions } from './functions.ts'
import { checked, created, diffed, read, removed, updated } from './operations.ts'
import { mistakesIn, packageSchema, schemaText } from './schema.ts'
import { received, sent } from './values.ts'

type Unary<Request, Response> = (
  call: { request: Request },
  answer: (error: unknown, response?: Response) => void,
) => Promise<void>

const { name, version, parameterization, provider } = packageSchema
const { baseProvider, parameter } = parameterization

/**
 * Pulumi's provider protocol as the Terraform bridge `terraform-provider` 1.0.2 speaks it once it has
 * loaded Supabase's provider 1.10.1 (pkg/pf in pulumi/pulumi-terraform-bridge), for the resources that
 * the program uses. It asks for no secrets and leaves it to the engine to mark what came as one.
 */
export function bridge() {
  const cancellation = new AbortController()
  let api: Api | undefined
  let isLoaded = false
  const connected = () => {
    if (!api) throw new Error('The provider is not configured.')
    return api
  }

  return {
    getPluginInfo: unary(() => {
      const answer = new plugins.PluginInfo()
      answer.setVersion(baseProvider.version)
      return answer
    }),

    attach: unary(() => new empties.Empty()),

    parameterize: unary((request: messages.ParameterizeRequest) => {
      if (isLoaded) throw new Error(`provider is already parameterized to (${name}, ${version})`)
      const value = request.getValue()?.getValue_asB64()
      const [source = '', asked = version] = request.getArgs()?.getArgsList() ?? []
      if (value !== parameter && !(source.endsWith('supabase/supabase') && asked === version)) {
        throw new Error(`Only supabase/supabase ${version} can be loaded.`)
      }
      isLoaded = true
      const answer = new messages.ParameterizeResponse()
      answer.setName(name)
      answer.setVersion(version)
      return answer
    }),

    getSchema: unary(() => {
      const answer = new messages.GetSchemaResponse()
      answer.setSchema(isLoaded ? schemaText : JSON.stringify({ ...baseProvider, provider: {} }))
      return answer
    }),

    checkConfig: unary((request: messages.CheckRequest) => {
      const values = received(request.getNews())
      return checkAnswer(sent(values, provider.inputProperties), checkedConfig(values))
    }),

    diffConfig: unary((request: messages.DiffRequest) => {
      const before = received(request.getOldInputs())
      const now = received(request.getNews())
      const names = Object.keys(provider.inputProperties)
      return diffAnswer(
        names.filter((each) => before[each] !== now[each]),
        [],
      )
    }),

    configure: unary((request: messages.ConfigureRequest) => {
      const { endpoint, token } = accessOf(received(request.getArgs()))
      api = connectApi(endpoint, token, cancellation.signal)
      const answer = new messages.ConfigureResponse()
      answer.setSupportspreview(true)
      return answer
    }),

    check: unary((request: messages.CheckRequest) => {
      const { inputs, failures } = checked(request.getType(), received(request.getNews()), {
        before: received(request.getOlds()),
        urn: request.getUrn(),
        seed: request.getRandomseed_asU8(),
      })
      return checkAnswer(sentAs(request.getType(), inputs), failures)
    }),

    diff: unary((request: messages.DiffRequest) => {
      const { changes, replaces } = diffed(request.getType(), {
        before: received(request.getOlds()),
        inputs: received(request.getNews()),
        ignored: request.getIgnorechangesList(),
      })
      return diffAnswer(changes, replaces)
    }),

    create: unary(async (request: messages.CreateRequest) => {
      const inputs = received(request.getProperties())
      const state = await created(
        request.getType(),
        inputs,
        request.getPreview() ? undefined : connected(),
      )
      const answer = new messages.CreateResponse()
      if (!request.getPreview()) answer.setId(`${state.id}`)
      answer.setProperties(sentAs(request.getType(), state))
      return answer
    }),

    read: unary(async (request: messages.ReadRequest) => {
      const answer = new messages.ReadResponse()
      const found = await read(
        request.getType(),
        {
          id: request.getId(),
          before: received(request.getProperties()),
          inputs: received(request.getInputs()),
        },
        connected(),
      )
      if (!found) return answer
      answer.setId(`${found.state.id ?? request.getId()}`)
      answer.setProperties(sentAs(request.getType(), found.state))
      answer.setInputs(sentAs(request.getType(), found.inputs))
      return answer
    }),

    update: unary(async (request: messages.UpdateRequest) => {
      const state = await updated(
        request.getType(),
        {
          before: received(request.getOlds()),
          inputs: received(request.getNews()),
          ignored: request.getIgnorechangesList(),
        },
        request.getPreview() ? undefined : connected(),
      )
      const answer = new messages.UpdateResponse()
      answer.setProperties(sentAs(request.getType(), state))
      return answer
    }),

    delete: unary(async (request: messages.DeleteRequest) => {
      await removed(request.getType(), received(request.getProperties()), connected())
      return new empties.Empty()
    }),

    invoke: unary(async (request: messages.InvokeRequest) => {
      const asked = functions[request.getTok()]
      const schema = packageSchema.functions[request.getTok()]
      if (!asked || !schema) throw new Error(`Nothing stands in for ${request.getTok()}.`)
      const values = received(request.getArgs())
      const { properties, required = [] } = schema.inputs
      const failures = mistakesIn(values, properties, required)
      const answer = new messages.InvokeResponse()
      answer.setFailuresList(failures.map(failureOf))
      if (failures.length > 0) return answer
      answer.setReturn(sent(await asked(values, connected()), schema.outputs.properties))
      return answer
    }),

    cancel: unary(() => {
      cancellation.abort()
      return new empties.Empty()
    }),
  }
}

/** Answers with what `work` resolves to, and with a refusal where it throws. */
function unary<Request, Response>(
  work: (request: Request) => Promise<Response> | Response,
): Unary<Request, Response> {
  return async ({ request }, answer) => {
    try {
      answer(null, await work(request))
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      answer({ code: grpc.status.UNKNOWN, message })
    }
  }
}
