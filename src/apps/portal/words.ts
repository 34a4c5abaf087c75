import type contracts from '../../features/contracts/messages/en.json';
import type parts from '../../kit/ui/messages/en.json';
import type shell from './messages/en.json';

export type ShellMessage = keyof typeof shell;
/** All keys of the first screen. */
export type EntryMessage = ShellMessage | keyof typeof parts | keyof typeof contracts;
