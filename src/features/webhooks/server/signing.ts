import { createHmac, randomBytes } from 'node:crypto';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { version } from '../../../kit/server/version.ts';
import type { WebhookEndpointTable } from './tables.ts';

type Held = Pick<
  WebhookEndpointTable,
  'vendor_id' | 'id' | 'sealed_secret' | 'sealed_previous' | 'previous_until'
>;

const context = (vendorId: string, id: string): string => `webhook_endpoint:${vendorId}:${id}`;

const sealedIn = (column: 'sealed_secret' | 'sealed_previous'): SealedColumn => ({
  table: 'webhook_endpoint',
  key: ['id'],
  column,
  context: ({ vendor_id, id }) => context(vendor_id as string, id as string),
});
export const sealedWebhookSecrets: readonly SealedColumn[] = [
  sealedIn('sealed_secret'),
  sealedIn('sealed_previous'),
];

/** 256 random bits in the standard's form. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`;

export const sealSecret = (secrets: Secrets, vendorId: string, id: string, secret: string): string =>
  secrets.seal(secret, context(vendorId, id));

/** Those that sign now: the newest first, and the one before while receivers change over. */
export function secretsOf(secrets: Secrets, row: Held, now: Date): readonly string[] {
  const open = (sealed: string) => secrets.open(sealed, context(row.vendor_id, row.id));
  const both = row.sealed_previous !== null && (row.previous_until ?? '') > now.toISOString();
  return [open(row.sealed_secret), ...(both ? [open(row.sealed_previous as string)] : [])];
}

const signature = (secret: string, content: string): string =>
  `v1,${createHmac('sha256', Buffer.from(secret.slice('whsec_'.length), 'base64'))
    .update(content)
    .digest('base64')}`;

/**
 * Headers of one request, as Standard Webhooks has them: the signature is over id, time and body, by each secret.
 * Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
 */
export function signedHeaders(
  signedBy: readonly string[],
  message: { readonly id: string; readonly body: string },
  now: Date,
): Record<string, string> {
  const timestamp = String(Math.floor(now.getTime() / 1000));
  const content = `${message.id}.${timestamp}.${message.body}`;
  return {
    'content-type': 'application/json',
    'user-agent': `Portico-Webhooks/${version}`,
    'webhook-id': message.id,
    'webhook-timestamp': timestamp,
    'webhook-signature': signedBy.map((secret) => signature(secret, content)).join(' '),
  };
}
