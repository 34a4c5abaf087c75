import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { NewContract } from '../../../features/contracts/schema.ts';
import { NewContact, NewCustomer } from '../../../features/customers/schema.ts';
import { hasRoom, parseSite } from '../../../features/domains/rules.ts';
import { NewPlugin } from '../../../features/plugins/schema.ts';
import { NewPortal } from '../../../features/portals/schema.ts';
import { addDays } from '../../../kit/common/day.ts';
import { demoCustomers } from './companies.ts';
import { demoPlugins } from './plugins.ts';
import { type DemoSlug, demoPortals } from './portals.ts';

const slugs = Object.keys(demoCustomers) as DemoSlug[];
const days = ['2026-11-22', '2027-01-31', '2028-02-29', '2027-12-31', '2027-03-01'];
const customerId = 'cus_0123456789ab';

const refused = (schema: v.GenericSchema, value: unknown) =>
  v.safeParse(schema, value).issues?.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`);

describe('the demo data', () => {
  test('DAY-30 customers below an agency come behind it, and its plugins are what the API takes', () => {
    const known = new Set<string>();
    let below = 0;
    for (const { customer } of demoCustomers.cookiewise('2026-11-22')) {
      if (customer.parentId) below++;
      if (customer.parentId) expect(known).toContain(customer.parentId);
      known.add(`ext:${customer.externalId}`);
    }
    expect(below).toBeGreaterThan(2);
    const plugins = Object.values(demoPlugins).flat();
    expect(plugins.length).toBeGreaterThan(1);
    for (const plugin of plugins) expect(refused(NewPlugin, plugin)).toBeUndefined();
  });

  test('the five portals are what the API takes, and all have customers', () => {
    for (const portal of demoPortals) expect(refused(NewPortal, portal)).toBeUndefined();
    expect(demoPortals.map((portal) => portal.slug).sort()).toEqual([...slugs].sort());
  });

  test.each(days)('is what the API takes on %s, every outside id once', (today) => {
    const ids: string[] = [];
    for (const { customer, contacts, contracts } of slugs.flatMap((slug) => demoCustomers[slug](today))) {
      expect(refused(NewCustomer, customer)).toBeUndefined();
      ids.push(`customer ${customer.externalId}`);
      for (const contact of contacts) {
        expect(refused(NewContact, { ...contact, customerId })).toBeUndefined();
        ids.push(`contact ${contact.externalId}`);
      }
      for (const contract of contracts) {
        expect(refused(NewContract, { ...contract, customerId })).toBeUndefined();
        ids.push(`contract ${contract.externalId}`);
      }
    }
    expect(ids).toEqual([...new Set(ids)]);
  });

  test('every site is a host of its own within its agency’s limit', () => {
    const agencies = demoCustomers.cookiewise('2026-11-22');
    const hosts = agencies.flatMap(({ sites = [] }) => sites.map(({ host }) => host));
    expect(hosts.length).toBeGreaterThan(50);
    for (const host of hosts) expect(parseSite(host)).toEqual({ host });
    expect(hosts).toEqual([...new Set(hosts)]);
    for (const { customer, sites = [] } of agencies) {
      expect(hasRoom(customer.limits?.domains ?? 0, sites.length - 1), customer.name).toBe(true);
    }
  });

  test('Stromwerk has the kinds of customers that a portal must bear', () => {
    const today = '2026-11-22';
    const all = demoCustomers.stromwerk(today);
    expect(all.length).toBeGreaterThanOrEqual(25);
    expect(all.some(({ contracts }) => contracts.length > 40)).toBe(true);
    expect(all.some(({ contracts }) => contracts.length === 0)).toBe(true);
    expect(all.some(({ customer }) => customer.status === 'inactive')).toBe(true);
    const starts = all.flatMap(({ contracts }) => contracts.map((contract) => contract.startsOn));
    expect(starts.some((day) => day < addDays(today, -365))).toBe(true);
    expect(starts.some((day) => day > today)).toBe(true);
  });

  test('Jana Petersen pays 118.40 a month for a contract of twelve months', () => {
    const jana = demoCustomers.stromwerk('2026-11-22')[0];
    const first = jana?.contracts[0];
    const monthly = first?.items
      .filter(({ kind }) => kind !== 'usage')
      .map((item) => item.quantity * item.unitPrice.amount);
    expect(jana?.customer).toMatchObject({
      externalId: '4471-0925',
      billing: { street: 'Lindenallee', postcode: '24105' },
    });
    expect(monthly?.reduce((sum, amount) => sum + amount)).toBe(11_840);
    expect(first).toMatchObject({
      title: 'Ökostrom Fix 12',
      startsOn: '2026-04-01',
      nextChargeOn: '2026-12-01',
    });
  });
});
