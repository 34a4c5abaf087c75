import { type ParseArgsOptionsConfig, parseArgs } from 'node:util';
import { ConfigError } from '../config.ts';
import { type Command, nameOf } from './define.ts';

export interface Call {
  readonly command: Command;
  readonly options: ReturnType<typeof parseArgs>['values'];
  readonly rest: readonly string[];
}

/**
 * What a line of arguments asks for: a call, or a text to print.
 * @throws ConfigError with one sentence for an unknown command or option, or an argument too many
 */
export function readCall(args: readonly string[], commands: readonly Command[]): Call | string {
  const dashed = args.findIndex((arg) => arg.startsWith('-'));
  const words = args.slice(0, dashed === -1 ? 2 : Math.min(dashed, 2));
  if (words.length === 0) {
    const unknown = args.find((arg) => !['--help', '-h'].includes(arg));
    if (unknown !== undefined) throw new ConfigError(`Expected a command before ${unknown}. ${seeHelp}`);
    return helpOf(commands);
  }
  const command =
    commands.find((one) => nameOf(one) === words.join(' ')) ??
    commands.find((one) => nameOf(one) === words[0]);
  if (!command) {
    const family = commands.filter((one) => nameOf(one).startsWith(`${words[0]} `));
    if (family.length > 0 && words.length === 1 && args.includes('--help')) return helpOf(family);
    const hint = family.length > 0 ? ` There is: ${family.map(nameOf).join(', ')}.` : ` ${seeHelp}`;
    throw new ConfigError(`There is no command “${words.join(' ')}”.${hint}`);
  }
  const own = args.slice(nameOf(command).split(' ').length);
  if (own.some((arg) => arg === '--help' || arg === '-h')) return helpOfOne(command);
  return { command, ...readOptions(command, own) };
}

const seeHelp = 'The commands: portico --help';

function readOptions(command: Command, args: readonly string[]): Pick<Call, 'options' | 'rest'> {
  const name = nameOf(command);
  const options: ParseArgsOptionsConfig = command.options;
  for (const arg of args.slice(0, args.includes('--') ? args.indexOf('--') : args.length)) {
    const given = /^--([^=]+)/.exec(arg)?.[1] ?? /^-([^-])/.exec(arg)?.[1];
    if (given === undefined || Object.hasOwn(options, given)) continue;
    const known = Object.keys(options).map((option) => `--${option}`);
    const takes = known.length > 0 ? `It takes ${known.join(', ')}.` : 'It takes none.';
    throw new ConfigError(`portico ${name} has no option ${arg.split('=')[0]}. ${takes}`);
  }
  try {
    const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
    const surplus = positionals[command.arguments ?? 0];
    if (surplus !== undefined)
      throw new ConfigError(`portico ${name} does not take “${surplus}”. Usage: portico ${command.usage}`);
    return { options: values, rest: positionals };
  } catch (error) {
    if (error instanceof ConfigError) throw error;
    // The first sentence says which option lacks its value; the rest is about how to escape a dash.
    const [first] = (error as Error).message.split(/\.?\n|\. /);
    throw new ConfigError(`${first}. Usage: portico ${command.usage}`);
  }
}

function helpOf(commands: readonly Command[]): string {
  const lines = commands.map(({ usage, about }) =>
    usage.length > 38 ? `  ${usage}\n  ${' '.repeat(40)} ${about}` : `  ${usage.padEnd(40)} ${about}`,
  );
  return `portico <command>\n\n${lines.join('\n')}\n\nMore about one of them: portico <command> --help`;
}

const helpOfOne = ({ usage, about, details }: Command): string =>
  [`portico ${usage}`, '', `  ${about}`, ...(details ? ['', details.trim()] : [])].join('\n');
