import { systemClock } from '../../kit/server/clock.ts';
import { makeLog } from '../../kit/server/log.ts';
import { explain } from '../../kit/server/plain-error.ts';
import { commands } from './commands/all.ts';
import type { CommandContext } from './commands/define.ts';
import { readCall } from './commands/dispatch.ts';
import { readConfig } from './config.ts';
import { openData } from './service.ts';

async function run(args: readonly string[]): Promise<string | undefined> {
  const call = readCall(args, commands);
  if (typeof call === 'string') return call;
  const { command, options, rest } = call;
  const config = readConfig(process.env);
  const log = makeLog(config.logLevel, process.stderr);
  const note = (text: string) => void process.stderr.write(`${text}\n`);
  const context: CommandContext = { config, clock: systemClock, log, note };
  if ('runBare' in command) return command.runBare(context, options, rest);
  const opened = await openData(config, 'command', context);
  try {
    return await command.run({ ...context, ...opened }, options, rest);
  } finally {
    await opened.database.close();
  }
}

try {
  const text = await run(process.argv.slice(2));
  if (text !== undefined) process.stdout.write(`${text}\n`);
} catch (error) {
  process.stderr.write(`${explain(error)}\n`);
  process.exitCode = 1;
}
