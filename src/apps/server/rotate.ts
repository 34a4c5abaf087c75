import { createHash } from 'node:crypto';
import { sealedCodes } from '../../features/access/server/access-codes-store.ts';
import { sealedCustomerSecrets } from '../../features/access/server/customer-secrets-store.ts';
import { contactFactors } from '../../features/customers/server/second-factor-store.ts';
import { sealedLicenceKeys } from '../../features/licences/server/key-store.ts';
import { sealedLicenceSigningKeys } from '../../features/licences/server/signing.ts';
import { sealedOidcSecrets } from '../../features/oidc/server/store.ts';
import { sealedOperatorOidc } from '../../features/operators/server/oidc-store.ts';
import { operatorFactors } from '../../features/operators/server/second-factor-store.ts';
import { sealedOrderPayments } from '../../features/orders/server/go-on.ts';
import { sealedIbans } from '../../features/payments/server/methods-store.ts';
import { sealedPaymentSecrets } from '../../features/payments/server/settings-store.ts';
import { sealedVouchers } from '../../features/payments/server/vouchers-store.ts';
import { sealedPluginSecrets } from '../../features/plugins/server/secret.ts';
import { sealedRouteSecrets } from '../../features/routes/server/store.ts';
import { sealedLinks } from '../../features/signup/server/personal-link-store.ts';
import { sealedTokens } from '../../features/sites/server/installations-store.ts';
import { sealedTextSecrets } from '../../features/texts/server/gateway-store.ts';
import { sealedKeys } from '../../features/vendors/server/signing-keys-store.ts';
import { sealedWebhookSecrets } from '../../features/webhooks/server/signing.ts';
import type { Db } from '../../kit/server/db/db.ts';
import { sealedAnswers } from '../../kit/server/idempotency-store.ts';
import { sealedMailSecrets } from '../../kit/server/mail.ts';
import { sealedSenders } from '../../kit/server/mail-senders.ts';
import type { SealedColumn } from '../../kit/server/reseal.ts';
import type { Secrets } from '../../kit/server/secrets.ts';
import { readServiceValue, writeServiceValue } from '../../kit/server/service-values.ts';

/** Everything that is sealed anywhere. */
export const sealedColumns: readonly SealedColumn[] = [
  {
    table: 'service_value',
    key: ['name'],
    only: 'secret-check',
    column: 'value',
    context: () => 'secret-check',
  },
  sealedKeys,
  sealedCodes,
  sealedCustomerSecrets,
  sealedTokens,
  sealedLicenceKeys,
  sealedLicenceSigningKeys,
  sealedOidcSecrets,
  sealedAnswers,
  sealedMailSecrets,
  sealedOrderPayments,
  sealedSenders,
  sealedLinks,
  contactFactors.sealed,
  operatorFactors.sealed,
  sealedOperatorOidc,
  sealedIbans,
  ...sealedPaymentSecrets,
  sealedVouchers,
  sealedRouteSecrets,
  sealedPluginSecrets,
  ...sealedWebhookSecrets,
  ...sealedTextSecrets,
];

const noted = 'secrets-known';

/** Tells secrets apart without telling them. */
const fingerprints = (secrets: Secrets): string[] =>
  secrets
    .derivations('fingerprint')
    .map((key) => createHash('sha256').update(key).digest('base64url').slice(0, 16));

/** Noted at each start of a service: what it can open. */
export async function noteSecrets(db: Db, secrets: Secrets, now: Date): Promise<void> {
  const text = JSON.stringify(fingerprints(secrets));
  if ((await readServiceValue(db, noted)) !== text) await writeServiceValue(db, noted, text, now);
}

/** Whether the service that was started last can open what the first secret seals. */
export async function serviceKnows(db: Db, secrets: Secrets): Promise<boolean> {
  const text = await readServiceValue(db, noted);
  return text === undefined || (JSON.parse(text) as string[]).includes(fingerprints(secrets)[0] ?? '');
}
