import type { Secrets } from '../../../kit/server/secrets.ts';
import { linkToken, readLinkToken } from '../../mails/server/link-page.ts';

/** What a link in a mail is about: one alert, for one who is written to. */
export interface AlertLink {
  readonly vendorId: string;
  readonly alertId: string;
  /** See `recipientKey`. */
  readonly recipient: string;
}

const use = 'alert-link';

export const alertToken = (secrets: Secrets, { vendorId, alertId, recipient }: AlertLink): string =>
  linkToken(secrets, use, [vendorId, alertId, recipient]);

/** `undefined` for one that was not made here. */
export function readAlertToken(secrets: Secrets, token: string): AlertLink | undefined {
  const [vendorId, alertId, recipient] = readLinkToken(secrets, use, token) ?? [];
  return vendorId && alertId && recipient ? { vendorId, alertId, recipient } : undefined;
}
