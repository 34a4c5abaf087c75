import type { Translate } from '../../../kit/browser/words.ts';
import { AccessMailKind } from '../schema.ts';
import type en from './messages/en.json';

export const mailKinds = [
  ...AccessMailKind.options,
  'order-confirmation',
  'cancellation-receipt',
  'contract-ended',
  'contract-withdrawn',
  'contract-undone',
  'invoice',
  'credit-note',
  'reminder-1',
  'reminder-2',
  'reminder-3',
  'test',
] as const;

/** Which mail it is; one of a later version is just another one. */
export const kindName = (t: Translate<keyof typeof en>, template: string): string => {
  const known = mailKinds.find((kind) => kind === template);
  return t(known ? `mails.kind.${known}` : 'mails.kind.other');
};
