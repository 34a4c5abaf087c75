import {
  type ConfigurationPart,
  fieldChanges,
  readPart,
} from '../../../kit/server/transfer/configuration.ts';
import { BrandingChange, noBranding } from '../schema.ts';
import { changeBranding, findBranding } from './store.ts';

/** What the console looks like; behind the files that it names. */
export const brandingPart: ConfigurationPart = {
  name: 'branding',

  export: async (db, vendorId) => (await findBranding(db, vendorId)) ?? noBranding,

  async apply(tx, { vendorId, at }, file) {
    const wanted = readPart(BrandingChange, file, 'branding');
    const before = (await findBranding(tx, vendorId)) ?? noBranding;
    const { branding, fields } = await changeBranding(tx, vendorId, wanted, at);
    if (fields.length === 0) return [];
    const changes = fieldChanges(before, branding, Object.keys(noBranding));
    return [{ part: 'branding', name: 'branding', outcome: 'changed', fields: changes }];
  },
};
