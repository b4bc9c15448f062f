import plugins from '@pulumi/pulumi/proto/plugin_pb.js'
import messages from '@pulumi/pulumi/proto/provider_pb.js'
import empties from 'google-protobuf/google/protobuf/empty_pb.js'
import type { Kind, Properties } from '../kind.ts'
import { packageSchema, version } from '../schema.ts'
import { checkAnswer, createAnswer, diffAnswer, readAnswer, updateAnswer } from './answers.ts'
import { type Configuration, checkedConfiguration, configurationShape } from './configuration.ts'
import { contextOf } from './context.ts'
import { differences } from './differences.ts'
import type { Engine } from './engine.ts'
import { refusal } from './refusal.ts'
import { resourcesOf, secretsAmong } from './resources.ts'
import { type Received, received, type Struct, secretTexts, sent } from './wire.ts'

type Unary<Request, Response> = (
  call: { request: Request },
  answer: (error: unknown, response?: Response) => void,
) => void

/** What a request is about. */
type Subject = { getUrn(): string; getType(): string }

/** The handlers of Pulumi's provider protocol (proto/pulumi/provider.proto in its sources). */
export function serviceOf(kinds: Kind[], engine: Engine) {
  const resources = resourcesOf(kinds)
  const cancellation = new AbortController()
  const { signal } = cancellation
  let configuration: Configuration = { endpoint: configurationShape.endpoint.parse(undefined) }
  const configured = new Set<string>()

  /** Answers with what `work` resolves to; where it throws, with a refusal in which no secret stands. */
  function unary<Request, Response>(
    work: (request: Request) => Promise<Response> | Response,
    given: (request: Request) => Received[] = () => [],
    wrapped?: (request: Request, state: Properties) => Struct,
  ): Unary<Request, Response> {
    const answered = async (request: Request) => {
      const response = await work(request)
      await engine.heard()
      return response
    }
    return ({ request }, answer) => {
      answered(request).then(
        (response) => answer(null, response),
        (error: unknown) => {
          const secrets = [...configured, ...given(request).flatMap(secretTexts)]
          const wrap = wrapped && ((state: Properties) => wrapped(request, state))
          answer(refusal(error, secrets, wrap))
        },
      )
    }
  }

  /** What a request is about, and what the resource can use meanwhile. */
  const asked = (request: Subject) => ({
    type: request.getType(),
    context: contextOf(configuration, {
      say: (message) => engine.say(message, request.getUrn()),
      signal,
    }),
  })
  /** Wraps what is secret: by its kind, or because it came as one. */
  const wrap = (request: Subject, values: Properties, ...given: Received[]) =>
    sent(values, secretsAmong(resources.secretsOf(request.getType()), ...given))

  type Properly = Subject & { getProperties(): Struct | undefined }
  const propertiesOf = (request: Properly) => received(request.getProperties())
  const olds = (request: messages.UpdateRequest) => received(request.getOlds())
  const news = (request: { getNews(): Struct | undefined }) => received(request.getNews())

  return {
    getPluginInfo: unary(() => {
      const answer = new plugins.PluginInfo()
      answer.setVersion(version)
      return answer
    }),

    getSchema: unary(() => {
      const answer = new messages.GetSchemaResponse()
      answer.setSchema(JSON.stringify(packageSchema(kinds)))
      return answer
    }),

    checkConfig: unary(
      (request: messages.CheckRequest) => {
        const given = news(request)
        const { values, failures } = checkedConfiguration(given.values)
        return checkAnswer(sent(values, given.secrets), failures)
      },
      (request) => [news(request)],
    ),

    diffConfig: unary((request: messages.DiffRequest) => {
      const before = checkedConfiguration(received(request.getOlds()).values).values
      const after = checkedConfiguration(news(request).values).values
      // Another project has resources of its own.
      const found = differences(before, after)
      const replaces = found.some(({ path }) => path === 'projectRef') ? ['projectRef'] : []
      return diffAnswer(found, replaces)
    }),

    configure: unary((request: messages.ConfigureRequest) => {
      const given = received(request.getArgs())
      configuration = checkedConfiguration(given.values).values as Configuration
      const { accessToken, databasePassword, databaseUrl } = configuration
      for (const secret of [accessToken, databasePassword, databaseUrl]) {
        if (secret) configured.add(secret)
      }
      const answer = new messages.ConfigureResponse()
      answer.setAcceptsecrets(true)
      answer.setSupportspreview(true)
      answer.setAcceptresources(false)
      answer.setAcceptoutputs(false)
      return answer
    }),

    check: unary(
      async (request: messages.CheckRequest) => {
        const given = news(request)
        const { values, failures } = await resources.check(asked(request), given.values)
        return checkAnswer(wrap(request, values, given), failures)
      },
      (request) => [news(request)],
    ),

    diff: unary((request: messages.DiffRequest) => {
      const before = received(request.getOldInputs() ?? request.getOlds()).values
      const found = resources.diff({ type: request.getType() }, before, news(request).values)
      return diffAnswer(found.differences, found.replaces)
    }),

    create: unary(
      async (request: messages.CreateRequest) => {
        const given = propertiesOf(request)
        const made = await resources.create(asked(request), given.values, request.getPreview())
        return createAnswer(made.id, wrap(request, made.state, given))
      },
      (request) => [propertiesOf(request)],
      (request, state) => wrap(request, state, propertiesOf(request)),
    ),

    read: unary(
      async (request: messages.ReadRequest) => {
        const before = propertiesOf(request)
        const id = request.getId()
        const found = await resources.read(asked(request), id, before.values)
        if (!found) return readAnswer()
        const inputs = wrap(request, found.inputs, before)
        return readAnswer({ id, inputs, state: wrap(request, found.state, before) })
      },
      (request) => [propertiesOf(request)],
    ),

    update: unary(
      async (request: messages.UpdateRequest) => {
        const [before, after] = [olds(request), news(request)]
        const { values } = after
        const preview = request.getPreview()
        const id = request.getId()
        const state = await resources.update(asked(request), id, before.values, values, preview)
        return updateAnswer(wrap(request, state, before, after))
      },
      (request) => [olds(request), news(request)],
      (request, state) => wrap(request, state, olds(request), news(request)),
    ),

    delete: unary(
      async (request: messages.DeleteRequest) => {
        await resources.delete(asked(request), request.getId(), propertiesOf(request).values)
        return new empties.Empty()
      },
      (request) => [propertiesOf(request)],
    ),

    cancel: unary(() => {
      cancellation.abort()
      return new empties.Empty()
    }),
  }
}
