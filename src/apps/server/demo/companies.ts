import type { Company } from './companies/account.ts';
import { cookiewiseCustomers } from './companies/cookiewise.ts';
import { keysmithCustomers } from './companies/keysmith.ts';
import { koelwachtCustomers } from './companies/koelwacht.ts';
import { stromwerkCustomers } from './companies/stromwerk.ts';
import { voxlineCustomers } from './companies/voxline.ts';
import type { DemoSlug } from './portals.ts';

/** The customers of each portal as of a day. */
export const demoCustomers: Readonly<Record<DemoSlug, Company>> = {
  stromwerk: stromwerkCustomers,
  keysmith: keysmithCustomers,
  cookiewise: cookiewiseCustomers,
  voxline: voxlineCustomers,
  koelwacht: koelwachtCustomers,
};
