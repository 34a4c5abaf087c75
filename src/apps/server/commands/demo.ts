import { hasVendors } from '../../../features/vendors/server/store.ts';
import { ConfigError, dataFolderOf } from '../config.ts';
import { loadDemo } from '../demo/load.ts';
import { defineCommand } from './define.ts';

export const demoCommand = defineCommand({
  usage: 'demo',
  about: 'load the demo vendor into empty data',
  options: {},
  async run({ database, secrets, clock, config }) {
    if (await hasVendors(database.db))
      throw new ConfigError('There are vendors already; the demo goes into empty data only.');
    const { examplesPort } = config;
    await loadDemo({ db: database.db, secrets, clock, examplesPort, dataFolder: dataFolderOf(config) });
    return 'The demo vendor is loaded.';
  },
});
