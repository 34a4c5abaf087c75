import { defineCommand } from './define.ts';

export const migrateCommand = defineCommand({
  usage: 'migrate',
  about: 'bring the data up to date and stop',
  options: {},
  // Opening the data does it: no command works on data of another version.
  run: async () => 'The data is up to date.',
});
