import grpc from '@grpc/grpc-js'
import services from '@pulumi/pulumi/proto/language_grpc_pb.js'
import language from '@pulumi/pulumi/proto/language_pb.js'
import plugin from '@pulumi/pulumi/proto/plugin_pb.js'
import { runProgram } from './run-program.ts'

type Call<Request> = { request: Request }
type Answer<Response> = (error: Error | null, response?: Response) => void

/**
 * Stands in for pulumi-language-nodejs, which can't be had from any registry of packages: it runs a
 * program in JavaScript as the CLI's own does, by what @pulumi/pulumi has for that. Installing,
 * generating and debugging it leaves to the real one.
 */
export async function serve(engine: string): Promise<void> {
  const server = new grpc.Server()
  // The generated types ask for every call; those that are missing answer that they are.
  server.addService(services.LanguageRuntimeService as never, host(engine) as never)
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    )
  })
  // The engine reads the port in the first line.
  console.log(String(port))
  endWithParent()
}

/** An engine that was killed tells nobody: then another process is the parent. */
function endWithParent() {
  const parent = process.ppid
  setInterval(() => {
    if (process.ppid !== parent) process.exit(1)
  }, 500).unref()
}

function host(engine: string) {
  return {
    // Plugins are named in Pulumi.yaml, or on the PATH.
    getRequiredPackages: (_call: unknown, answer: Answer<unknown>) =>
      answer(null, new language.GetRequiredPackagesResponse()),
    getPluginInfo: (_call: unknown, answer: Answer<unknown>) => {
      const info = new plugin.PluginInfo()
      info.setVersion('3.259.0')
      answer(null, info)
    },
    async run(
      { request }: Call<InstanceType<typeof language.RunRequest>>,
      answer: Answer<InstanceType<typeof language.RunResponse>>,
    ) {
      const response = new language.RunResponse()
      const ended = await runProgram(request, engine)
      if (ended === 'failed and said so') response.setBail(true)
      else if (ended !== 'well') response.setError(ended)
      answer(null, response)
    },
  }
}
