import { bulk } from './bulk.ts';
import { catalogue } from './catalogue.ts';
import { contracts } from './contracts.ts';
import { customers } from './customers.ts';
import { documents } from './documents.ts';
import { domains } from './domains.ts';
import { licences } from './licences.ts';
import { mails } from './mails.ts';
import { money } from './money.ts';
import type { Matrix } from './places.ts';
import { plugins } from './plugins.ts';
import { portals } from './portals.ts';
import { service } from './service.ts';
import { signingIn } from './signing-in.ts';
import { sites } from './sites.ts';
import { transfer } from './transfer.ts';
import { usage } from './usage.ts';
import { webhooks } from './webhooks.ts';

/** Every route of the service: a feature's are in the file named like it, a new feature adds a line here. */
const all: Matrix = {
  ...bulk,
  ...catalogue,
  ...contracts,
  ...customers,
  ...documents,
  ...domains,
  ...licences,
  ...mails,
  ...money,
  ...plugins,
  ...portals,
  ...service,
  ...signingIn,
  ...sites,
  ...transfer,
  ...usage,
  ...webhooks,
};

const below = (base: string): Matrix =>
  Object.fromEntries(Object.entries(all).filter(([route]) => route.split(' ')[1]?.startsWith(base)));

/**
 * Every route and every place in it where an id may stand. `PUT …/ext:` names a thing of one's own by definition; what
 * another vendor calls the same is looked at in a test of its own.
 */
export const vendorMatrix = below('/api/');
export const portalMatrix = below('/portal/');
