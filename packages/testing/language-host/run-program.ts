import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type language from '@pulumi/pulumi/proto/language_pb.js'

const runner = fileURLToPath(import.meta.resolve('@pulumi/pulumi/cmd/run/index.js'))

/** With this code the runner ends when it has told of the failure itself. */
const toldOf = 32

/** Runs a program to its end: `well`, `failed and said so`, or in a sentence why not. */
export async function runProgram(
  request: InstanceType<typeof language.RunRequest>,
  engine: string,
): Promise<string> {
  const child = spawn('node', [runner, ...flags(request, engine), request.getProgram()], {
    cwd: request.getPwd(),
    env: {
      ...process.env,
      PULUMI_CONFIG: JSON.stringify(Object.fromEntries(request.getConfigMap().toArray())),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
    stdio: 'inherit',
  })
  const [code, signal] = (await once(child, 'close')) as [number | null, string | null]
  if (code === 0) return 'well'
  return code === toldOf ? 'failed and said so' : `Program ended with ${code ?? signal}`
}

function flags(request: InstanceType<typeof language.RunRequest>, engine: string): string[] {
  const given = {
    monitor: request.getMonitorAddress(),
    engine,
    project: request.getProject(),
    stack: request.getStack(),
    organization: request.getOrganization(),
    pwd: request.getPwd(),
    parallel: String(request.getParallel()),
    'root-directory': request.getInfo()?.getRootDirectory() ?? '',
  }
  return [
    ...Object.entries(given).map(([name, value]) => `--${name}=${value}`),
    ...(request.getDryrun() ? ['--dry-run'] : []),
  ]
}
