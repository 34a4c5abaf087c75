import {
  type ConfigurationPart,
  fieldChanges,
  readPart,
} from '../../../kit/server/transfer/configuration.ts';
import { SettingsChange } from '../schema.ts';
import { changeSettings, readSettings } from './settings-store.ts';

/** Settings that are no portal's: terms of use, how long things are kept, who lets operators in. */
export const settingsPart: ConfigurationPart = {
  name: 'settings',

  export: readSettings,

  async apply(tx, { vendorId, at }, file) {
    const wanted = readPart(SettingsChange, file, 'settings');
    const before = await readSettings(tx, vendorId);
    const { settings, fields } = await changeSettings(tx, vendorId, wanted, at);
    return fields.length === 0
      ? []
      : [
          {
            ...{ part: 'settings', name: 'settings', outcome: 'changed' },
            fields: fieldChanges(before, settings, fields),
          },
        ];
  },
};
