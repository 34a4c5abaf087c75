import type { ProblemField } from '../../../kit/common/problem.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { SealedColumn } from '../../../kit/server/reseal.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { defaultRetryDays, isCreditorId, keyFitsSide, lastFour } from '../rules.ts';
import type { BalanceSetting, PaymentSettings, PaymentSettingsChange } from '../settings-schema.ts';
import { stripeEvents } from './stripe/events.ts';

interface SettingsTable {
  vendor_id: string;
  invoice_enabled: number;
  invoice_due_days: number;
  sepa_enabled: number;
  creditor: string;
  creditor_id: string;
  stripe_enabled: number;
  sealed_key: string | null;
  sealed_webhook_secret: string | null;
  sealed_former_secret: string | null;
  /** As JSON text; `null`: as they come out of the box. */
  balance: string | null;
  retry_days: string | null;
  created_at: string;
  updated_at: string;
}

declare module '../../../kit/server/db/db.ts' {
  interface Tables {
    payment_settings: SettingsTable;
  }
}

const secretNames = ['sealed_key', 'sealed_webhook_secret', 'sealed_former_secret'] as const;
type SecretName = (typeof secretNames)[number];
/** Bound to the vendor alone: what opens one of the two webhook secrets opens the other, since they change places. */
const contextOf = (name: SecretName, vendorId: string): string =>
  `${name === 'sealed_key' ? 'payment-key' : 'payment-webhook'}:${vendorId}`;

export const sealedPaymentSecrets: readonly SealedColumn[] = secretNames.map((column) => ({
  table: 'payment_settings',
  key: [],
  column,
  context: ({ vendor_id }) => contextOf(column, vendor_id as string),
}));

/** Out of the box an invoice is paid by transfer, and nothing else is offered. */
const untouched: Omit<SettingsTable, 'vendor_id' | 'created_at' | 'updated_at'> = {
  invoice_enabled: 1,
  invoice_due_days: 14,
  sepa_enabled: 0,
  creditor: '',
  creditor_id: '',
  stripe_enabled: 0,
  sealed_key: null,
  sealed_webhook_secret: null,
  sealed_former_secret: null,
  balance: null,
  retry_days: null,
};

const noBalance: BalanceSetting = {
  ...{
    enabled: false,
    ways: ['stripe', 'invoice', 'voucher'],
    currencies: [],
    automatic: false,
    blocks: true,
  },
};
const balanceIn = ({ balance }: Pick<SettingsTable, 'balance'>): BalanceSetting =>
  balance === null ? noBalance : (JSON.parse(balance) as BalanceSetting);
const retriesIn = ({ retry_days }: Pick<SettingsTable, 'retry_days'>): readonly number[] =>
  retry_days === null ? defaultRetryDays : (JSON.parse(retry_days) as number[]);

const rowOf = (db: Db, vendorId: string) =>
  db.selectFrom('payment_settings').selectAll().where('vendor_id', '=', vendorId).executeTakeFirst();

/** What providers decide by; no secret in it. */
export interface ProviderSetting {
  readonly invoice: { readonly enabled: boolean; readonly dueDays: number };
  readonly sepa: { readonly enabled: boolean; readonly creditor: string; readonly creditorId: string };
  /** Switched on, with a key and a secret for its events: without the secret nothing it says could be believed. */
  readonly stripe: { readonly ready: boolean };
  readonly balance: BalanceSetting;
  readonly retryDays: readonly number[];
}

export async function readProviders(db: Db, vendorId: string): Promise<ProviderSetting> {
  const row = (await rowOf(db, vendorId)) ?? untouched;
  return {
    invoice: { enabled: row.invoice_enabled === 1, dueDays: row.invoice_due_days },
    sepa: { enabled: row.sepa_enabled === 1, creditor: row.creditor, creditorId: row.creditor_id },
    stripe: {
      ready: row.stripe_enabled === 1 && row.sealed_key !== null && row.sealed_webhook_secret !== null,
    },
    balance: balanceIn(row),
    retryDays: retriesIn(row),
  };
}

/** The keys as they are used; `undefined` where Stripe is not set up. */
export interface StripeKeys {
  readonly enabled: boolean;
  readonly secretKey: string;
  /** The one in force, then the one before it. */
  readonly webhookSecrets: readonly string[];
}

export async function findStripeKeys(
  db: Db,
  secrets: Secrets,
  vendorId: string,
): Promise<StripeKeys | undefined> {
  const row = await rowOf(db, vendorId);
  if (!row?.sealed_key) return undefined;
  const open = (name: SecretName) => {
    const sealed = row[name];
    return sealed === null ? [] : [secrets.open(sealed, contextOf(name, vendorId))];
  };
  return {
    enabled: row.stripe_enabled === 1,
    secretKey: open('sealed_key')[0] as string,
    webhookSecrets: [...open('sealed_webhook_secret'), ...open('sealed_former_secret')],
  };
}

export interface SettingsPlace {
  readonly vendorId: string;
  readonly secrets: Secrets;
  readonly publicUrl: string;
}

export async function readSettings(
  db: Db,
  { vendorId, secrets, publicUrl }: SettingsPlace,
): Promise<PaymentSettings> {
  const found = await rowOf(db, vendorId);
  const row = found ?? untouched;
  const end = (name: SecretName) => {
    const sealed = row[name];
    return sealed === null ? null : `…${lastFour(secrets.open(sealed, contextOf(name, vendorId)))}`;
  };
  return {
    invoice: { enabled: row.invoice_enabled === 1, dueDays: row.invoice_due_days },
    sepa: { enabled: row.sepa_enabled === 1, creditor: row.creditor, creditorId: row.creditor_id },
    stripe: {
      enabled: row.stripe_enabled === 1,
      secretKey: end('sealed_key'),
      webhookSecret: end('sealed_webhook_secret'),
      formerWebhookSecret: end('sealed_former_secret'),
      webhookUrl: `${publicUrl}/webhooks/stripe/${vendorId}`,
      webhookEvents: [...stripeEvents],
    },
    balance: balanceIn(row),
    retryDays: [...retriesIn(row)],
    updatedAt: found?.updated_at ?? null,
  };
}

/**
 * Changes what is named; a new webhook secret makes the one before it the former one, so that no event is lost while
 * Stripe still signs with that.
 * @returns the names of what changed @throws `request.invalid`
 */
export async function changeSettings(
  tx: Db,
  { vendorId, secrets }: SettingsPlace,
  change: PaymentSettingsChange,
  { at, testSide }: { readonly at: Date; readonly testSide: boolean },
): Promise<string[]> {
  const before = (await rowOf(tx, vendorId)) ?? untouched;
  const { invoice = {}, sepa = {}, stripe = {}, balance, retryDays } = change;
  const seal = (name: SecretName, plain: string) => secrets.seal(plain, contextOf(name, vendorId));
  const opened = (name: SecretName) => {
    const sealed = before[name];
    return sealed === null ? null : secrets.open(sealed, contextOf(name, vendorId));
  };
  const sealed = (name: SecretName, plain: string | null | undefined) => {
    if (plain === undefined || plain === opened(name)) return before[name];
    return plain === null ? null : seal(name, plain);
  };
  const webhookSecret = sealed('sealed_webhook_secret', stripe.webhookSecret);
  const exchanged = webhookSecret !== before.sealed_webhook_secret && webhookSecret !== null;
  const bit = (wanted: boolean | undefined, was: number) => (wanted === undefined ? was : wanted ? 1 : 0);
  const after = {
    invoice_enabled: bit(invoice.enabled, before.invoice_enabled),
    invoice_due_days: invoice.dueDays ?? before.invoice_due_days,
    sepa_enabled: bit(sepa.enabled, before.sepa_enabled),
    creditor: sepa.creditor ?? before.creditor,
    creditor_id: sepa.creditorId ?? before.creditor_id,
    stripe_enabled: bit(stripe.enabled, before.stripe_enabled),
    sealed_key: sealed('sealed_key', stripe.secretKey),
    sealed_webhook_secret: webhookSecret,
    sealed_former_secret: exchanged
      ? before.sealed_webhook_secret
      : stripe.formerWebhookSecret === null || webhookSecret === null
        ? null
        : before.sealed_former_secret,
    balance: balance ? JSON.stringify(balance) : before.balance,
    retry_days: retryDays ? JSON.stringify(retryDays) : before.retry_days,
  };
  const faults = faultsOf(after, stripe, testSide);
  if (faults.length > 0) throw requestProblem('request.invalid', { fields: faults });
  const names = Object.keys(after) as (keyof typeof after)[];
  const changed = names.filter((name) => after[name] !== before[name]);
  if (changed.length === 0) return [];
  const now = at.toISOString();
  await tx
    .insertInto('payment_settings')
    .values({ vendor_id: vendorId, created_at: now, ...after, updated_at: now })
    .onConflict((conflict) => conflict.column('vendor_id').doUpdateSet({ ...after, updated_at: now }))
    .execute();
  return [...new Set(changed.map((name) => fieldOf[name]))];
}

const fieldOf: Readonly<Record<keyof typeof untouched, string>> = {
  invoice_enabled: 'invoice',
  invoice_due_days: 'invoice',
  sepa_enabled: 'sepa',
  creditor: 'sepa',
  creditor_id: 'sepa',
  stripe_enabled: 'stripe',
  sealed_key: 'stripe.secretKey',
  sealed_webhook_secret: 'stripe.webhookSecret',
  sealed_former_secret: 'stripe.formerWebhookSecret',
  balance: 'balance',
  retry_days: 'retryDays',
};

function faultsOf(
  after: typeof untouched,
  { secretKey }: NonNullable<PaymentSettingsChange['stripe']>,
  testSide: boolean,
): ProblemField[] {
  const fault = (path: string, code: string, message: string): ProblemField => ({ path, code, message });
  const faults: ProblemField[] = [];
  if (after.sepa_enabled && after.creditor === '')
    faults.push(fault('sepa.creditor', 'missing', 'A mandate names who collects.'));
  if ((after.sepa_enabled || after.creditor_id !== '') && !isCreditorId(after.creditor_id))
    faults.push(
      fault('sepa.creditorId', 'creditor_id', 'Expected a SEPA creditor identifier like DE98ZZZ09999999999.'),
    );
  if (secretKey && !keyFitsSide(secretKey, testSide)) {
    const message = testSide
      ? 'The test side takes Stripe’s test keys only: sk_test_… or rk_test_…'
      : 'The live side takes Stripe’s live keys only: sk_live_… or rk_live_…';
    faults.push(fault('stripe.secretKey', 'side', message));
  }
  if (after.stripe_enabled && after.sealed_key === null)
    faults.push(fault('stripe.secretKey', 'missing', 'Stripe needs its secret key.'));
  if (after.stripe_enabled && after.sealed_webhook_secret === null)
    faults.push(
      fault(
        'stripe.webhookSecret',
        'missing',
        'Without it no event of Stripe could be told from a forged one.',
      ),
    );
  return faults;
}

/**
 * Sides on which Stripe is switched on without what its events are checked by (nothing is sold by it there), and payments
 * of which somebody has to make sense.
 */
export async function paymentFaults(db: Db): Promise<{ unready: string[]; doubted: number }> {
  const rows = await db
    .selectFrom('payment_settings')
    .select('vendor_id')
    .where('stripe_enabled', '=', 1)
    .where((eb) => eb.or([eb('sealed_key', 'is', null), eb('sealed_webhook_secret', 'is', null)]))
    .execute();
  const { count } = await db
    .selectFrom('payment')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('attention', '=', 'mismatch')
    .executeTakeFirstOrThrow();
  return { unready: rows.map(({ vendor_id }) => vendor_id), doubted: Number(count) };
}
