// `portico/server`: what a vendor's backend needs, on Node 20 or newer, with no dependency of its own.
export { PortalTokenError, type PortalTokenOptions } from './claims.ts';
export {
  type CheckedLicenceFile,
  type CheckLicenceFileOptions,
  checkLicenceFile,
  type LicenceFile,
  type LicenceKey,
} from './licence-file.ts';
export { type PortalKey, type PrivateKeyInput, signPortalToken } from './sign.ts';
export {
  type VerifyWebhookOptions,
  verifyWebhook,
  WebhookError,
  type WebhookEvent,
  type WebhookHeaders,
} from './webhooks.ts';
