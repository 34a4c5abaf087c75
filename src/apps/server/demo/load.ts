import { renewCode } from '../../../features/access/server/access-codes-store.ts';
import { renewSecret } from '../../../features/access/server/customer-secrets-store.ts';
import { createContract } from '../../../features/contracts/server/store.ts';
import { insertContact } from '../../../features/customers/server/contacts-store.ts';
import { createCustomer } from '../../../features/customers/server/store.ts';
import { putLetterhead, putLogo } from '../../../features/documents/server/letterhead-store.ts';
import { createCount } from '../../../features/domains/server/counts-store.ts';
import { createDomain } from '../../../features/domains/server/domains-store.ts';
import { createPlugin, updatePlugin } from '../../../features/plugins/server/store.ts';
import { createPortal, updatePortal } from '../../../features/portals/server/store.ts';
import { changeTaxSetting } from '../../../features/pricing/server/tax-setting-store.ts';
import { createVendor, findVendorBySlug } from '../../../features/vendors/server/store.ts';
import { type Day, dayIn } from '../../../kit/common/day.ts';
import type { Clock } from '../../../kit/server/clock.ts';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import { addDocuments } from './add-documents.ts';
import { addApprovals } from './approvals.ts';
import { addBranding } from './branding.ts';
import { addBrand } from './brands.ts';
import { addBulkChange } from './bulk-changes.ts';
import { addCalls } from './calls.ts';
import { addCatalogue, demoCatalogues } from './catalogue.ts';
import { demoCustomers } from './companies.ts';
import { ensureContactPasswords } from './contacts.ts';
import { type DemoCustomer, type DemoSite, monthStart } from './customer.ts';
import { demoDocuments } from './documents.ts';
import { addDomainCare, addSnippet } from './domains.ts';
import { addDraft } from './drafts.ts';
import { addEndings } from './endings.ts';
import { addFilters } from './filters.ts';
import { addGoingOn } from './goes-on.ts';
import { ensureDemoHelp } from './help.ts';
import { letterheads, logoOf } from './letterheads.ts';
import { addLicences, addProducts, addUnclaimedLicence } from './licences.ts';
import { ensureDemoMails } from './mails.ts';
import { ensureDemoOperators } from './operators.ts';
import { addOrderTerms } from './order-terms.ts';
import { addOrders } from './orders.ts';
import { addOwnFields, addOwnValues } from './own-fields.ts';
import { addPapers } from './papers.ts';
import { addPayments, addVouchers, offerWays } from './payments.ts';
import { addPlace } from './places.ts';
import { demoPlugins } from './plugins.ts';
import { demoPortals } from './portals.ts';
import { ensureDemoKey } from './signing-key.ts';
import { addStatement } from './statements.ts';
import { addTelecom } from './telecom.ts';
import { loadTestSide } from './test-side.ts';
import { addTexts, refreshTexts } from './texts.ts';
import { addWebhooks } from './webhooks.ts';

export const demoVendor = 'demo';
const usualUrl = 'http://localhost:4400';

export interface DemoContext {
  readonly db: Db;
  readonly secrets: Secrets;
  readonly clock: Clock;
  /** Where the example sites are served, on 127.0.0.1. */
  readonly examplesPort: number;
  /** Address of the service, for links in the test side's mail. */
  readonly publicUrl?: string;
  /** Where the example sites' private key and the demo's sign-in are kept, beside the data. */
  readonly dataFolder: string;
}

/** The live side of the demo takes pages on this machine as a test side would: it is refused on a public address. */
const portalWrite = (at: Date) => ({ at, testSide: true });

/**
 * Makes the demo vendor with both sides, five portals and their customers, dates as of today. All in one
 * transaction: a load that was killed leaves empty data, and the next start begins again.
 * @throws `vendor.exists`
 */
export async function loadDemo(context: DemoContext): Promise<void> {
  const at = context.clock.now();
  await inTransaction(context.db, async (tx) => {
    const { live } = await createVendor(tx, context.secrets, {
      slug: demoVendor,
      name: 'Portico demo',
      now: at,
    });
    const taxes = { country: 'DE', pricesIncludeTax: true, oss: true, alsoIn: ['GB'] };
    await changeTaxSetting(tx, live.id, taxes, at);
    await offerWays(tx, context.secrets, live.id, at);
    await addVouchers(tx, context.secrets, live.id, at);
    await addOwnFields(tx, live.id, at);
    for (const wanted of demoPortals) {
      const fields = { ...wanted, allowedHosts: exampleHosts(context.examplesPort), externalId: wanted.slug };
      const portal = await createPortal(tx, live.id, fields, portalWrite(at));
      const today = dayIn(portal.timeZone, at);
      const customers = demoCustomers[wanted.slug](today);
      let placed = 0;
      for (const plugin of demoPlugins[wanted.slug] ?? []) {
        await createPlugin(tx, live.id, { ...plugin, portalId: portal.id }, at);
      }
      await addProducts(tx, live.id, wanted.slug, at);
      if (wanted.slug === 'keysmith') await addUnclaimedLicence(tx, context.secrets, live.id, at);
      await addCatalogue(tx, live.id, portal.id, demoCatalogues[wanted.slug], portalWrite(at));
      await addOrderTerms(tx, live.id, portal, at);
      await putLetterhead(tx, live.id, portal.id, letterheads[wanted.slug], at);
      const bytes = logoOf(wanted.slug);
      await putLogo(tx, live.id, portal.id, { mediaType: 'image/png', bytes }, at);
      await addBrand(tx, live.id, wanted.slug, portal, at);
      for (const customer of customers) {
        const { id, contractIds } = await addCustomer(tx, live.id, portal.id, customer, at);
        await addOwnValues(tx, live.id, wanted.slug, { id, demo: customer, contractIds }, at);
        const held = { id, externalId: customer.customer.externalId };
        await addLicences(tx, context.secrets, live.id, held, at);
        await addCalls(tx, live.id, held, at);
        for (const site of customer.sites ?? []) await addSite(tx, live.id, id, site, today, at);
        if (customer.sites) await addDomainCare(tx, live.id, held, at);
        if (customer.code) {
          const whole = { vendorId: live.id, customerId: id, locationId: '' };
          await renewCode(tx, context.secrets, whole, false, at);
        }
        if (portal.signIn.customerSecret) {
          await renewSecret(
            tx,
            context.secrets,
            { vendorId: live.id, customerId: id },
            { format: 'short' },
            at,
          );
        }
        for (const place of customer.places ?? []) {
          await addPlace(tx, context.secrets, live.id, id, place, { at, today, index: placed++ });
        }
      }
      await addDocuments(tx, live.id, portal.id, demoDocuments(wanted.slug, customers, today), at);
      if (wanted.slug === 'cookiewise') await addSnippet(tx, live.id, portal, at);
      await addPayments(tx, context.secrets, live.id, portal, at);
      await addApprovals(tx, live.id, portal, at);
      const { secrets, examplesPort } = context;
      await addTelecom(tx, { secrets, examplesPort, vendorId: live.id, at }, portal);
    }
    const { secrets, publicUrl = usualUrl } = context;
    await addOrders(tx, { vendorId: live.id, secrets, publicUrl, at });
    await addGoingOn(tx, live.id, at);
    await addEndings(tx, { vendorId: live.id, secrets, publicUrl, at });
    await addPapers(tx, live.id, at);
    await addDraft(tx, live.id, at);
    await addBranding(tx, live.id, at);
    await addFilters(tx, live.id, at);
    await addBulkChange(tx, live.id, at);
    await addStatement(tx, live.id, at);
    await addWebhooks(tx, { vendorId: live.id, secrets: context.secrets, at });
    await addTexts(tx, { vendorId: live.id, secrets, examplesPort: context.examplesPort, at });
  });
  await refreshDemo(context);
}

/** What each start may change: the port of the example sites, a signing key or a password that was lost. */
export async function refreshDemo({
  db,
  secrets,
  clock,
  examplesPort,
  dataFolder,
  publicUrl = usualUrl,
}: DemoContext): Promise<void> {
  const vendor = await findVendorBySlug(db, demoVendor, 'live');
  if (!vendor) return;
  const now = clock.now();
  const allowedHosts = exampleHosts(examplesPort);
  await inTransaction(db, async (tx) => {
    for (const { slug } of demoPortals) {
      await updatePortal(tx, vendor.id, `ext:${slug}`, { allowedHosts }, portalWrite(now));
    }
  });
  const rates = `http://127.0.0.1:${examplesPort}/voxline/rates.html`;
  await inTransaction(db, (tx) =>
    updatePlugin(tx, vendor.id, 'ext:voxline-rates', { url: rates }, now),
  ).catch(
    () => undefined, // Somebody deleted it, or the demo is of an older version.
  );
  await inTransaction(db, (tx) => refreshTexts(tx, { vendorId: vendor.id, secrets, examplesPort, at: now }));
  await ensureDemoKey(db, { secrets, vendorId: vendor.id, dataFolder, now });
  await ensureDemoOperators(db, { vendorId: vendor.id, dataFolder, now });
  await ensureDemoHelp(db, { vendorId: vendor.id, now });
  await ensureContactPasswords(db, { vendorId: vendor.id, dataFolder, now });
  await ensureDemoMails(db, { vendorId: vendor.id, secrets, publicUrl, now });
  await loadTestSide(db, { vendorId: vendor.twinId, secrets, publicUrl, at: now });
}

const exampleHosts = (port: number): string[] => [`http://127.0.0.1:${port}`, `http://localhost:${port}`];

async function addCustomer(
  tx: Db,
  vendorId: string,
  portalId: string,
  demo: DemoCustomer,
  at: Date,
): Promise<{ id: string; contractIds: string[] }> {
  const { id: customerId } = await createCustomer(tx, vendorId, { ...demo.customer, portalId }, at);
  // Their passwords are made by the start itself, and anew where they were lost.
  for (const contact of demo.contacts) await insertContact(tx, vendorId, { ...contact, customerId }, at);
  const contractIds: string[] = [];
  for (const contract of demo.contracts) {
    contractIds.push((await createContract(tx, vendorId, { ...contract, customerId }, at)).id);
  }
  return { id: customerId, contractIds };
}

async function addSite(
  tx: Db,
  vendorId: string,
  customerId: string,
  { host, calls, found }: DemoSite,
  today: Day,
  at: Date,
): Promise<void> {
  // It is as old as what was counted on it.
  const day = String((host.length % 27) + 1).padStart(2, '0');
  const since = new Date(`${monthStart(today, calls.length).slice(0, 8)}${day}T09:00:00Z`);
  const origin = found ? 'automatic' : 'manual';
  const { id: domainId } = await createDomain(tx, vendorId, { customerId, host, origin }, since);
  for (const [index, quantity] of calls.entries()) {
    const month = monthStart(today, calls.length - 1 - index).slice(0, 7);
    await createCount(tx, vendorId, { customerId, domainId, month, quantity }, at);
  }
}
