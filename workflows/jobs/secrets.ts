import { setSecret } from '@actions/core'

/** Has the runner hide in every log what the environment holds of secrets, and what they hold. */
export function maskSecrets(environment: NodeJS.ProcessEnv) {
  const {
    DATABASE_URL: url = '',
    GITHUB_TOKEN: token,
    ROLLCALL_HEARTBEAT_URL: beat,
    SUPABASE_ACCESS_TOKEN: access,
    PULUMI_ACCESS_TOKEN: pulumi,
    PULUMI_CONFIG_PASSPHRASE: passphrase,
    AWS_ACCESS_KEY_ID: key,
    AWS_SECRET_ACCESS_KEY: bucket,
  } = environment
  const given = [token, beat, access, pulumi, passphrase, key, bucket]
  for (const secret of new Set([...given, url, ...passwords(url)])) {
    if (secret) setSecret(secret)
  }
}

/** The password of a database's address, as it stands there and as it is meant. */
function passwords(url: string): string[] {
  const written = /^[a-z]+:\/\/[^:@/?#]*:([^@/?#]*)@/i.exec(url)?.[1] ?? ''
  const parameter = /[?&](?:ssl)?password=([^&#]*)/i.exec(url)?.[1] ?? ''
  return [written, parameter].flatMap((secret) => [secret, decoded(secret)])
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
