import * as v from 'valibot';
import type { Secrets } from '../../../kit/server/secrets.ts';
import {
  type ConfigurationChange,
  type ConfigurationPart,
  fieldChanges,
  readPart,
} from '../../../kit/server/transfer/configuration.ts';
import { PaymentSettingsChange } from '../settings-schema.ts';
import { changeSettings, readSettings } from './settings-store.ts';

const part = 'payments';
const { invoice, sepa, balance, retryDays } = PaymentSettingsChange.entries;
const Wanted = v.strictObject({
  ...{ invoice, sepa, balance, retryDays },
  stripe: v.optional(v.strictObject({ enabled: v.boolean() })),
});
const names = ['invoice', 'sepa', 'balance', 'retryDays'] as const;

/** How is paid here, without the keys of providers. */
export const paymentsPart = (secrets: Secrets): ConfigurationPart => {
  const placeOf = (vendorId: string) => ({ vendorId, secrets, publicUrl: '' });
  return {
    name: part,

    async export(db, vendorId) {
      const settings = await readSettings(db, placeOf(vendorId));
      const { invoice, sepa, balance, retryDays, stripe } = settings;
      return { invoice, sepa, balance, retryDays, stripe: { enabled: stripe.enabled } };
    },

    async apply(tx, { vendorId, at, testSide }, file) {
      const { stripe, ...wanted } = readPart(Wanted, file, part);
      const before = await readSettings(tx, placeOf(vendorId));
      const changes: ConfigurationChange[] = [];
      // Events of Stripe are believed by its secret: with keys that are here it may be switched on, or off.
      const ready = before.stripe.secretKey !== null && before.stripe.webhookSecret !== null;
      const switching = stripe !== undefined && stripe.enabled !== before.stripe.enabled;
      const change = { ...wanted, ...(switching && (ready || !stripe.enabled) && { stripe }) };
      await changeSettings(tx, placeOf(vendorId), change, { at, testSide });
      const after = await readSettings(tx, placeOf(vendorId));
      const fields = [
        ...fieldChanges(before, after, names),
        ...fieldChanges(
          { 'stripe.enabled': before.stripe.enabled },
          { 'stripe.enabled': after.stripe.enabled },
          ['stripe.enabled'],
        ),
      ];
      if (fields.length > 0) changes.push({ part, name: part, outcome: 'changed', fields });
      if (switching && stripe.enabled && !ready) {
        const note = 'The keys of Stripe are in no file: enter them here, then switch it on.';
        changes.push({ part, name: 'stripe', outcome: 'left-out', fields: [], note });
      }
      return changes;
    },
  };
};
