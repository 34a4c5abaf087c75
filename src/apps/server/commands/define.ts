import type { ParseArgsConfig, ParseArgsOptionsConfig, parseArgs } from 'node:util';
import type { Clock } from '../../../kit/server/clock.ts';
import type { Logger } from '../../../kit/server/log.ts';
import type { Config } from '../config.ts';
import type { Opened } from '../service.ts';

/** What every command has. */
export interface CommandContext {
  readonly config: Config;
  readonly clock: Clock;
  readonly log: Logger;
  /** Progress and remarks, on standard error: standard output holds nothing but the result. */
  note(text: string): void;
}

/** With the data opened, brought up to date and its secret proved; closed again when `run` ends. */
export type OpenedContext = CommandContext & Opened;

type Values<O extends ParseArgsOptionsConfig> = ReturnType<
  typeof parseArgs<ParseArgsConfig & { options: O; strict: true }>
>['values'];

interface Definition<O extends ParseArgsOptionsConfig> {
  /** As it is typed, one or two words first: `key create --vendor acme [--test]`. */
  readonly usage: string;
  /** What it does, in one line. */
  readonly about: string;
  /** As `parseArgs` of node:util takes them. */
  readonly options: O;
  /** Arguments without a name that it takes at most; 0 unless said. */
  readonly arguments?: number;
  /** More to read below the usage in the command's own `--help`. */
  readonly details?: string;
}

export interface DataCommand<O extends ParseArgsOptionsConfig> extends Definition<O> {
  /** @returns what goes to standard output, if anything */
  run(context: OpenedContext, options: Values<O>, rest: readonly string[]): Promise<string | undefined>;
}

export interface BareCommand<O extends ParseArgsOptionsConfig> extends Definition<O> {
  /** For a command that opens the data by itself, or not at all. */
  runBare(context: CommandContext, options: Values<O>, rest: readonly string[]): Promise<string | undefined>;
}

export type Command = DataCommand<ParseArgsOptionsConfig> | BareCommand<ParseArgsOptionsConfig>;

/** Declares a command, with the types of its options. */
export function defineCommand<const O extends ParseArgsOptionsConfig>(
  command: DataCommand<O> | BareCommand<O>,
): Command {
  return command as unknown as Command;
}

/** The words by which it is called: `key create`. */
export const nameOf = ({ usage }: Command): string =>
  /^[a-z-]+(?: [a-z][a-z-]*)?(?= |$)/.exec(usage)?.[0] ?? '';

/** Who acted, in the activity log. */
export const commandActor = { kind: 'command', id: null } as const;
