import {
  type ConfigurationPart,
  fieldChanges,
  readPart,
} from '../../../kit/server/transfer/configuration.ts';
import { TaxSettingChange } from '../schema.ts';
import { changeTaxSetting, readTaxSetting } from './tax-setting-store.ts';

/** How sales are taxed. */
export const taxPart: ConfigurationPart = {
  name: 'tax',

  async export(db, vendorId) {
    const { updatedAt: _, ...setting } = await readTaxSetting(db, vendorId);
    return setting;
  },

  async apply(tx, { vendorId, at }, file) {
    const wanted = readPart(TaxSettingChange, file, 'tax');
    const before = await readTaxSetting(tx, vendorId);
    const { setting, fields } = await changeTaxSetting(tx, vendorId, wanted, at);
    return fields.length === 0
      ? []
      : [
          {
            ...{ part: 'tax', name: 'tax', outcome: 'changed' },
            fields: fieldChanges(before, setting, fields),
          },
        ];
  },
};
