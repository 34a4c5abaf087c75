import type { Translate } from '../../../kit/browser/words.ts';
import type { UiMessage } from '../../../kit/ui/words.ts';
import type en from '../messages/en.json';
import type { PortalSite } from '../schema.ts';

export type SitesMessage = keyof typeof en;
export type SitesWords = Translate<SitesMessage | UiMessage>;

/** `Twijnstraat 62, 3511 ZM Utrecht` */
export const addressOf = ({ address }: Pick<PortalSite, 'address'>): string =>
  [
    [address.street, address.houseNumber].filter(Boolean).join(' '),
    [address.postcode, address.city].filter(Boolean).join(' '),
  ]
    .filter(Boolean)
    .join(', ');
