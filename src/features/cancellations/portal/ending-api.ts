import type { Translate } from '../../../kit/browser/words.ts';
import type { UiMessage } from '../../../kit/ui/words.ts';
import type en from '../said/messages/en.json';
import type { CancelContract, CancellationPreview, Receipt } from '../schema.ts';

export type EndingWords = Translate<keyof typeof en | UiMessage>;

export interface EndingApi {
  preview(): Promise<CancellationPreview>;
  cancel(wanted: CancelContract): Promise<Receipt>;
  undo(): Promise<void>;
  withdraw(): Promise<Receipt>;
  /** First day of the new contract. */
  again(): Promise<{ readonly startsOn: string }>;
  receipt(declarationId: string): Promise<Receipt['file']>;
}

/** Hands the receipt to the browser as a file. */
export function saveReceipt({ name, html }: Receipt['file']): void {
  const url = URL.createObjectURL(new Blob([html], { type: 'text/html' }));
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
