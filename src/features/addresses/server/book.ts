import { existsSync, readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import type { Db } from '../../../kit/server/db/db.ts';
import type { Logger } from '../../../kit/server/log.ts';

/** A portal's own name, and whether it leads here still. */
const Entry = v.object({
  host: v.string(),
  vendorId: v.string(),
  portalId: v.string(),
  slug: v.string(),
  broken: v.boolean(),
});
export type Entry = v.InferOutput<typeof Entry>;
const Entries = v.array(Entry);

export interface AddressBook {
  /** The portal under a name; `undefined` where none is, or its records are not right yet. */
  find(host: string): Promise<Entry | undefined>;
  /** Reads all anew at the next question. */
  forget(): void;
}

/** How old what is known may be, and how often names that are nobody's make us look: once in this time. */
const freshMs = 5_000;
const strangerMs = 1_000;

/**
 * Every name that leads to a portal, in memory and in a file: requests find their portal by it without a question to
 * the database, and the proxy in front may keep its certificates while there is none. Ten thousand names that nobody
 * has cost ten thousand look-ups in memory and one read a second.
 */
export function addressBook({
  db,
  log,
  file,
  now = () => performance.now(),
}: {
  readonly db: Db;
  readonly log: Pick<Logger, 'warn'>;
  /** Where the list outlives this process; absent: nowhere. */
  readonly file?: string | undefined;
  readonly now?: () => number;
}): AddressBook {
  let known = fromFile(file);
  let written = '';
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  const read = async (): Promise<void> => {
    const started = now();
    try {
      const rows = await rowsOf(db);
      known = new Map(rows.map((entry) => [entry.host, entry]));
      const text = JSON.stringify(rows);
      if (file && text !== written) {
        await writeFile(`${file}.new`, text);
        await rename(`${file}.new`, file);
        written = text;
      }
    } catch (err) {
      log.warn({ err }, 'addresses of portals were not read: what was known goes on');
    }
    readAt = started;
  };
  const readOnce = (): Promise<void> => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };

  return {
    async find(host) {
      const age = now() - readAt;
      if (readAt === Number.NEGATIVE_INFINITY) await inTime(readOnce());
      else if (!known.has(host) && age > strangerMs) await inTime(readOnce());
      else if (age > freshMs) void readOnce();
      return known.get(host);
    },
    forget() {
      readAt = Number.NEGATIVE_INFINITY;
    },
  };
}

/** A database that hangs must not hold up what memory can answer. */
const inTime = (reading: Promise<void>): Promise<unknown> => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, 1_500);
  return Promise.race([reading, promise]).finally(() => clearTimeout(timer));
};

async function rowsOf(db: Db): Promise<Entry[]> {
  const rows = await db
    .selectFrom('portal_address as a')
    .innerJoin('portal as p', (on) =>
      on.onRef('p.vendor_id', '=', 'a.vendor_id').onRef('p.id', '=', 'a.portal_id'),
    )
    .select(['a.host', 'a.vendor_id', 'a.portal_id', 'a.state', 'p.slug'])
    .where('a.state', '<>', 'pending')
    .orderBy('a.host')
    .execute();
  return rows.map(({ host, vendor_id, portal_id, slug, state }) => ({
    ...{ host, slug, vendorId: vendor_id, portalId: portal_id, broken: state === 'broken' },
  }));
}

function fromFile(file: string | undefined): Map<string, Entry> {
  if (!file || !existsSync(file)) return new Map();
  try {
    const found = v.parse(Entries, JSON.parse(readFileSync(file, 'utf8')));
    return new Map(found.map((entry) => [entry.host, entry]));
  } catch {
    // Half a list is none: the database has the whole one.
    return new Map();
  }
}
