import { serve } from '../main.ts';
import { defineCommand } from './define.ts';

export const serveCommand = defineCommand({
  usage: 'serve [--no-demo]',
  about: 'start the service (--no-demo: without the demo vendor)',
  options: { 'no-demo': { type: 'boolean' } },
  async runBare(_, options) {
    await serve(options['no-demo'] ? ['--no-demo'] : []);
    return undefined;
  },
});
