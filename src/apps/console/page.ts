import type { ConsoleLanguage } from '../../features/portals/schema.ts';
import type { PageBranding } from './branding.ts';

/** What the server writes into the console's document for its script. */
export interface ConsolePage {
  readonly language: ConsoleLanguage;
  readonly scheme: Scheme;
  readonly publicUrl: string;
  readonly version: string;
  /** Whether a mailed link can reach anybody. */
  readonly sendsMail: boolean;
  readonly branding?: PageBranding | undefined;
}

export type Scheme = 'auto' | 'light' | 'dark';

/** Name of the cookie that holds language and scheme: the document has to know them before any script runs. */
export const looksCookie = 'portico_looks';
