import type { BillingAddress, Limits, ParentAccess } from '../../../../features/customers/schema.ts';
import type { Language } from '../../../../features/portals/schema.ts';
import type { Day } from '../../../../kit/common/day.ts';
import type { DemoContact, DemoContract, DemoCustomer, DemoSite } from '../customer.ts';
import type { DemoPlace } from '../places.ts';

interface Account {
  readonly id: string;
  readonly name: string;
  readonly language: Language;
  readonly billing: Partial<BillingAddress>;
  /** The first one signs in on the example page. */
  readonly contacts: readonly Omit<DemoContact, 'externalId'>[];
  readonly contracts: readonly DemoContract[];
  readonly limits?: Limits;
  readonly sites?: readonly DemoSite[];
  readonly places?: readonly DemoPlace[];
  readonly code?: true;
  /** The customer above, which must come before, and how far its people come in here. */
  readonly below?: { readonly id: string; readonly access: ParentAccess };
}

/** A business customer of one of the four smaller demo portals. */
export const account = ({
  id,
  name,
  language,
  billing,
  contacts,
  contracts,
  limits,
  sites,
  places,
  code,
  below,
}: Account): DemoCustomer => ({
  customer: {
    ...{ externalId: id, number: id, name, language, billing: { company: name, ...billing } },
    ...(limits && { limits }),
    ...(below && { parentId: `ext:${below.id}`, parentAccess: below.access }),
  },
  contacts: contacts.map((contact, index) => ({ language, ...contact, externalId: `${id}-${index + 1}` })),
  contracts,
  ...(sites && { sites }),
  ...(places && { places }),
  ...(code && { code }),
});

export type Company = (today: Day) => readonly DemoCustomer[];
