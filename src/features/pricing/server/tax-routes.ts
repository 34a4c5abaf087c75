import { Hono } from 'hono';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { VendorEnv } from '../../access/server/env.ts';
import { scope } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { TaxSetting, TaxSettingChange } from '../schema.ts';
import { readVatId } from '../vat-ids.ts';
import { changeTaxSetting, readTaxSetting } from './tax-setting-store.ts';
import { hasRightDigits } from './vat-digits.ts';

const tag = 'settings';

/** `/api/v1/tax-setting`. */
export const taxSettingRoutes = new Hono<VendorEnv>()
  .get(
    '/',
    describe({ summary: 'Read how sales are taxed', tag, answers: { 200: TaxSetting } }),
    scope('settings:read'),
    async (c) => c.json(await readTaxSetting(c.var.db, c.var.vendorId)),
  )

  .patch(
    '/',
    describe({
      summary: 'Say how sales are taxed',
      description:
        'For orders from now on. Until `country` is said nothing can be priced. Rates that differ from a country’s standard rate stand in tax classes.',
      tag,
      answers: { 200: TaxSetting },
    }),
    scope('settings:write'),
    accept('json', TaxSettingChange),
    async (c) => {
      const { vendorId, actor } = c.var;
      const at = c.var.clock.now();
      await requireOwnVatId({ ...(await readTaxSetting(c.var.db, vendorId)), ...c.req.valid('json') });
      const setting = await inTransaction(c.var.db, async (tx) => {
        const changed = await changeTaxSetting(tx, vendorId, c.req.valid('json'), at);
        if (changed.fields.length > 0)
          await announce(tx, {
            ...{ vendorId, actor, at, fields: changed.fields },
            action: 'tax-setting.updated',
            subjectId: vendorId,
            data: { vendorId },
          });
        return changed.setting;
      });
      return c.json(setting);
    },
  );

/** With a wrong one no service would ever give a proof. @throws `request.invalid` */
async function requireOwnVatId({
  vatId,
  country,
}: {
  readonly vatId: string | undefined;
  readonly country: string | null | undefined;
}): Promise<void> {
  if (!vatId) return;
  const id = readVatId(vatId, country ?? '');
  if (id && (await hasRightDigits(id.prefix, id.number)) !== false) return;
  const message = 'Its check digits are wrong, or it has another form.';
  throw requestProblem('request.invalid', { fields: [{ path: 'vatId', code: 'vat_id', message }] });
}
