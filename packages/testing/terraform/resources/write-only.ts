/** Settings of sign-in that the API takes and tells as a hash only. */
const names = new Set([
  'smtp_pass',
  'sms_twilio_auth_token',
  'sms_twilio_verify_auth_token',
  'sms_messagebird_access_key',
  'sms_textlocal_api_key',
  'sms_vonage_api_secret',
  'security_captcha_secret',
])

export function isWriteOnly(setting: string): boolean {
  return names.has(setting) || /^(external_\w+_secret|hook_\w+_secrets)$/.test(setting)
}
