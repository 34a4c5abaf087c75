import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import type { Config } from '../../src/apps/server/config.ts';
import { readContactPassword } from '../../src/apps/server/demo/contacts.ts';
import { demoVendor, loadDemo, refreshDemo } from '../../src/apps/server/demo/load.ts';
import { demoPortals } from '../../src/apps/server/demo/portals.ts';
import { type ExamplePages, startExamples } from '../../src/apps/server/examples.ts';
import { type Opened, openData, type Service, startService } from '../../src/apps/server/service.ts';
import { requirePortal, updatePortal } from '../../src/features/portals/server/store.ts';
import type { VatServices } from '../../src/features/pricing/server/vat-services.ts';
import { findVendorBySlug, hasVendors } from '../../src/features/vendors/server/store.ts';
import { type Clock, systemClock } from '../../src/kit/server/clock.ts';
import { type Db, inTransaction } from '../../src/kit/server/db/db.ts';
import { makeLog } from '../../src/kit/server/log.ts';
import { type DatabaseKind, testDatabaseUrl } from '../helpers/databases.ts';
import { freePort } from '../helpers/free-port.ts';

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

/** One more host may frame the demo's portals. */
async function allow(db: Db, host: string): Promise<void> {
  const vendor = await findVendorBySlug(db, demoVendor, 'live');
  await inTransaction(db, async (tx) => {
    for (const { slug } of demoPortals) {
      const { allowedHosts } = await requirePortal(tx, vendor?.id ?? '', `ext:${slug}`);
      const change = { allowedHosts: [...allowedHosts, host] };
      await updatePortal(tx, vendor?.id ?? '', `ext:${slug}`, change, { at: new Date(), testSide: true });
    }
  });
}

const log = makeLog('fatal');

/** A folder with the demo's file, made once in a run of the tests: copying it takes a hundredth of the time. */
async function loadedDemo(config: Config): Promise<string> {
  const made = join(inject('databaseFolder'), 'demo');
  if (existsSync(made)) return made;
  const folder = mkdtempSync(`${made}-`);
  const options = { clock: systemClock, log };
  const { database, secrets } = await openData(
    { ...config, database: join(folder, 'portico.db') },
    'command',
    options,
  );
  const { examplesPort } = config;
  await loadDemo({ ...{ db: database.db, secrets, examplesPort, dataFolder: folder }, clock: systemClock });
  await database.close();
  try {
    renameSync(folder, made);
  } catch {
    rmSync(folder, { recursive: true }); // another file's tests were quicker
  }
  return made;
}

/** The service with the demo vendor and the example sites, as `npm start` serves them, on two ports of its own. */
export interface Demo {
  /** `http://localhost:<port>` */
  readonly portico: string;
  /** `http://127.0.0.1:<port>`: another site than the portals. */
  readonly sites: string;
  /**
   * Serves HTML at a port of its own, where the portals may be framed too. It has the portals' host name: browsers that
   * let no frame of another site keep anything (Debian's Chromium is one) let it here.
   */
  host(html: string): string;
  /** What the service holds now; replaced by a restart. */
  readonly opened: Opened;
  /** Of the contacts who sign in at Keysmith. */
  contactPassword(): string;
  /** Stops everything, opens the same data again and serves it on the same ports. */
  restart(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * `vatServices`: registers of VAT ids; without them none is asked, as in any demo. `stripeUrl`: who speaks as Stripe.
 * `clock`: when it is. `contentApart`: scripts of vendors come from `http://127.0.0.1`, another site than the portals.
 */
export async function startDemo(
  kind: DatabaseKind,
  {
    vatServices,
    stripeUrl,
    clock = systemClock,
    contentApart = false,
  }: {
    readonly vatServices?: VatServices;
    readonly stripeUrl?: string;
    readonly clock?: Clock;
    readonly contentApart?: boolean;
  } = {},
): Promise<Demo> {
  const folder = mkdtempSync(join(tmpdir(), 'portico-e2e-'));
  const database = kind === 'sqlite' ? join(folder, 'portico.db') : await testDatabaseUrl(kind, []);
  const [port, examplesPort] = [await freePort(), await freePort()];
  const portico = `http://localhost:${port}`;
  const config = {
    ...{ port, host: '127.0.0.1', examplesPort, database, publicUrl: portico, trustedProxies: 0 },
    ...{
      smtpUrl: undefined,
      mailFrom: 'no-reply@localhost',
      privateMailHosts: true,
      dkimSelectors: [],
      webhookNetworks: [],
      nameServers: [],
      ...(stripeUrl && { stripeUrl }),
      ...(contentApart && { contentUrl: `http://127.0.0.1:${port}` }),
    },
    vatLookUps: { vies: null, hmrc: null, loopback: true },
    backup: { everyMs: 0, folder: join(folder, 'backups'), keep: 1, beforeUpgrade: false },
    ...{ logLevel: 'warn', demo: true, secret: 'only-for-tests-only-for-tests-only-for-tests' },
  };
  // Where a script starts it, outside of any test, it is made anew.
  if (kind === 'sqlite' && process.env.VITEST && clock === systemClock)
    cpSync(await loadedDemo(config), folder, { recursive: true });
  let opened: Opened;
  let service: Service;
  let examples: ExamplePages;

  async function start(): Promise<void> {
    opened = await openData(config, 'server', { clock, log });
    const context = {
      db: opened.database.db,
      secrets: opened.secrets,
      clock,
      examplesPort,
      dataFolder: folder,
    };
    if (!(await hasVendors(context.db))) await loadDemo(context);
    await refreshDemo(context);
    await allow(context.db, hostsUrl);
    service = await startService(opened, { ...config, clock, log, vatServices });
    examples = await startExamples({ port: examplesPort, portalOrigin: portico, dataFolder: folder });
  }
  async function halt(): Promise<void> {
    await examples.stop();
    await service.stop();
  }

  // Really served, not made up by the browser's driver: Chromium keeps such pages from reaching this machine.
  const pages: string[] = [];
  const hosts = createServer((request, response) => {
    const html = pages[Number(request.url?.slice(1))] ?? '';
    response.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><title>Test</title>${html}`);
  });
  const hostsUrl = `http://localhost:${await listening(hosts)}`;

  await start();
  return {
    host(html) {
      return `${hostsUrl}/${pages.push(html) - 1}`;
    },
    portico,
    sites: `http://127.0.0.1:${examplesPort}`,
    get opened() {
      return opened;
    },
    contactPassword: () => readContactPassword(folder) ?? '',
    async restart() {
      await halt();
      await start();
    },
    async stop() {
      await halt();
      hosts.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A token of whoever is signed in on a site when nobody chose: what its `fetchToken` gives. */
export const tokenOf = async (demo: Demo, site: string, person = 0): Promise<string> => {
  const response = await fetch(`${demo.sites}/${site}/portal-token`, {
    headers: { cookie: `person=${person}` },
  });
  return response.text();
};
