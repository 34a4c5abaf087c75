import { PlainError } from '../../../kit/server/plain-error.ts';
import { examine } from '../doctor.ts';
import { defineCommand } from './define.ts';

export const doctorCommand = defineCommand({
  usage: 'doctor',
  about: 'look at settings, data, backups, jobs and queues, and say what to do; changes nothing',
  options: {},
  details: '  Ends with 1 when something fails, so that a monitor can run it.',
  async runBare({ config, clock }) {
    const findings = await examine(config, clock);
    const lines = findings.map(({ state, what, says }) => `${state.padEnd(4)}  ${what.padEnd(16)} ${says}`);
    const failed = findings.filter(({ state }) => state === 'fail').length;
    const warned = findings.filter(({ state }) => state === 'warn').length;
    const text = [
      ...lines,
      '',
      `${failed} failed, ${warned} to look at, ${findings.length - failed - warned} ok`,
    ].join('\n');
    if (failed === 0) return text;
    process.stdout.write(`${text}\n`);
    throw new PlainError(`${failed} of ${findings.length} checks failed.`);
  },
});
