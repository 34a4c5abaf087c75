import { migrations } from '../../src/apps/server/migrations.ts';
import { placeChange } from '../../src/features/billing/server/change.ts';
import { pauseContract, resumeContract } from '../../src/features/billing/server/pause.ts';
import { type Changing, planChange } from '../../src/features/billing/server/plan.ts';
import { readBilled } from '../../src/features/billing/server/surroundings.ts';
import { components, families, plans, variants } from '../../src/features/catalogue/server/stores.ts';
import { createContract, updateContract } from '../../src/features/contracts/server/store.ts';
import { createCustomer } from '../../src/features/customers/server/store.ts';
import { mailWords } from '../../src/features/mails/server/words.ts';
import { updatePortal } from '../../src/features/portals/server/store.ts';
import { changeTaxSetting } from '../../src/features/pricing/server/tax-setting-store.ts';
import { isProblem } from '../../src/kit/common/problem.ts';
import { type Database, type Db, inTransaction } from '../../src/kit/server/db/db.ts';
import { TestClock } from './app.ts';
import { bill } from './billing.ts';
import { testDatabase } from './databases.ts';
import { makeVendor } from './stores.ts';

/** What the program is to have charged, told in days alone: no line of it is shared with what charges. */
interface Spell {
  /** First day of this price. */
  readonly from: string;
  /** First day of the period from which periods of this price are counted. */
  readonly anchor: string;
  readonly months: number;
  readonly lines: readonly number[];
}
interface Known {
  /** What happens to it, whatever happens to others beside it. */
  readonly roll: Roll;
  readonly spells: Spell[];
  readonly pauses: { from: string; until: string | null }[];
  endsOn: string | null;
}

export interface Years {
  readonly database: Database;
  readonly vendorId: string;
  /** What could not be billed. */
  readonly failed: unknown[];
  readonly expected: ReadonlyMap<string, number>;
  readonly did: Readonly<Record<string, number>>;
}

const prices = { A: 999, B: 1999, C: 3333, D: 29_999 };
const seatPrices = { 1: 333, 12: 3331 };
type Name = keyof typeof prices;
type Roll = (below: number) => number;

/** Numbers that look like chance and are the same each time. */
function dice(seed: number): Roll {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

/** The same day `months` later, or the last one of a shorter month. */
function monthsAfter(day: string, months: number): string {
  const date = new Date(`${day}T12:00:00Z`);
  const [year, month, want] = [date.getUTCFullYear(), date.getUTCMonth() + months, date.getUTCDate()];
  const last = new Date(Date.UTC(year, month + 1, 0, 12)).getUTCDate();
  return new Date(Date.UTC(year, month, Math.min(want, last), 12)).toISOString().slice(0, 10);
}

/** Goes through every day of a contract and counts what it costs; a period that has begun is charged as a whole. */
function recount({ spells, pauses, endsOn }: Known, today: string): number {
  const used = new Map<string, { lines: readonly number[]; days: number; of: number }>();
  for (const [index, spell] of spells.entries()) {
    const behind = spells[index + 1]?.from;
    for (let number = 0; ; number += 1) {
      const first = monthsAfter(spell.anchor, number * spell.months);
      const next = monthsAfter(spell.anchor, (number + 1) * spell.months);
      if (first > today || (behind !== undefined && first >= behind)) break;
      if (endsOn !== null && first > endsOn) break;
      let of = 0;
      let days = 0;
      for (let day = first; day < next; day = dayAfter(day, 1)) {
        of += 1;
        if (day < spell.from || (behind !== undefined && day >= behind)) continue;
        if (endsOn !== null && day > endsOn) continue;
        if (pauses.some(({ from, until }) => from <= day && (until === null || day <= until))) continue;
        days += 1;
      }
      used.set(`${index} ${first}`, { lines: spell.lines, days, of });
    }
  }
  let sum = 0;
  for (const { lines, days, of } of used.values()) {
    for (const line of lines)
      sum += Number((2n * BigInt(line) * BigInt(days) + BigInt(of)) / (2n * BigInt(of)));
  }
  return sum;
}

/** Years of contracts: renewals, changes, pauses, ends, and weeks in which nothing runs. */
export async function simulateYears(
  kind: Database['kind'],
  {
    contracts: many,
    years = 5,
    seed = 7,
    busy = 10,
  }: {
    contracts: number;
    years?: number;
    seed?: number;
    /** Of a hundred contracts, how many something is done to between two runs. */
    busy?: number;
  },
): Promise<Years> {
  const roll = dice(seed);
  const database = await testDatabase(kind, migrations);
  const clock = new TestClock('2026-01-01T09:00:00Z');
  const write = <T>(act: (tx: Db) => Promise<T>) => inTransaction(database.db, act);
  const vendor = await makeVendor(database, 'acme', clock.now());
  const vendorId = vendor.id;
  const ids = await write((tx) => openCatalogue(tx, vendorId, vendor.portal.id, clock.now()));
  const words = await mailWords();
  const changing = (): Changing => ({
    ...{ vendorId, at: clock.now(), words, usageSources: [], byVendor: true },
    actor: { kind: 'system', id: null },
  });
  const today = () => clock.now().toISOString().slice(0, 10);
  const known = new Map<string, Known>();
  const did: Record<string, number> = {
    changed: 0,
    scheduled: 0,
    paused: 0,
    resumed: 0,
    ended: 0,
    refused: 0,
    runs: 0,
  };
  const failed: unknown[] = [];

  const open = async () => {
    const name = (['A', 'B', 'C', 'D'] as const)[roll(4)] as Name;
    const months = name === 'D' ? 12 : 1;
    const seats = roll(4);
    const startsOn = dayAfter(today(), roll(20));
    const lines = linesOf(name, seats);
    const { id } = await write(async (tx) => {
      const address = { country: 'DE', street: 'Kai 1', postcode: '24103', city: 'Kiel' };
      const customer = await createCustomer(
        tx,
        vendorId,
        { name: 'Anna Blum', billing: address },
        clock.now(),
      );
      return createContract(
        tx,
        vendorId,
        {
          ...{ customerId: customer.id, title: name, startsOn, nextChargeOn: startsOn },
          billingPeriod: name === 'D' ? { count: 1, unit: 'year' } : { count: 1, unit: 'month' },
          terms: {
            minimumTerm: { count: months, unit: 'month' },
            renewal: { count: months, unit: 'month' },
            notice: null,
          },
          tax: { included: true, percent: 19 },
          items: [
            {
              ...{ kind: 'plan', title: name, quantity: 1, variantId: ids[name] },
              unitPrice: { amount: prices[name], currency: 'EUR' },
            },
            ...(seats
              ? [
                  {
                    ...{ kind: 'component' as const, title: 'Seat', quantity: seats, componentId: ids.seat },
                    unitPrice: { amount: seatPrices[months as 1], currency: 'EUR' },
                  },
                ]
              : []),
          ],
        },
        clock.now(),
      );
    });
    known.set(id, {
      roll: dice(seed * 7919 + known.size * 104_729),
      spells: [{ from: startsOn, anchor: startsOn, months, lines }],
      pauses: [],
      endsOn: null,
    });
  };

  const change = async (id: string, facts: Known) => {
    const { roll } = facts;
    const name = (['A', 'B', 'C', 'D'] as const)[roll(4)] as Name;
    const seats = roll(4);
    const start = (['now', 'now', 'period', 'term'] as const)[roll(4)];
    const wish = {
      variantId: ids[name] as string,
      start,
      components: seats ? [{ id: ids.seat as string, quantity: seats }] : [],
    };
    const context = changing();
    const { quote } = await planChange(
      database.db,
      context,
      await readBilled(database.db, context, id),
      wish,
    );
    await write((tx) => placeChange(tx, context, id, { ...wish, priceHash: quote.priceHash }));
    did[start === 'now' ? 'changed' : 'scheduled'] =
      (did[start === 'now' ? 'changed' : 'scheduled'] ?? 0) + 1;
    const last = facts.spells.at(-1) as Spell;
    const months = name === 'D' ? 12 : 1;
    const begins = quote.on;
    facts.spells.push({
      ...{ from: begins, months, lines: linesOf(name, seats) },
      anchor: months === last.months ? last.anchor : begins,
    });
  };

  const act = async (id: string, facts: Known) => {
    const { roll } = facts;
    const what = roll(100);
    const waits = (facts.spells.at(-1) as Spell).from > today();
    const pause = facts.pauses.at(-1);
    const rests = pause && (pause.until === null || pause.until >= today());
    if (what < 40) return change(id, facts);
    if (what < 92 && !rests) {
      const from = dayAfter(today(), roll(30));
      const until = roll(3) === 0 ? null : dayAfter(from, roll(60));
      await write((tx) => pauseContract(tx, changing(), id, { from, until }));
      did.paused = (did.paused ?? 0) + 1;
      facts.pauses.push({ from, until });
    } else if (what < 92) {
      await write((tx) => resumeContract(tx, changing(), id));
      did.resumed = (did.resumed ?? 0) + 1;
      if (!pause) throw new Error('resumed what was not paused');
      if (pause.from < today()) pause.until = dayAfter(today(), -1);
      else facts.pauses.pop();
    } else if (facts.endsOn === null && !waits) {
      const endsOn = dayAfter(today(), roll(90));
      const cancelledAt = clock.now().toISOString();
      await write((tx) => updateContract(tx, vendorId, id, { endsOn, cancelledAt }, clock.now()));
      did.ended = (did.ended ?? 0) + 1;
      facts.endsOn = endsOn;
    }
  };

  const runs = async () => {
    did.runs = (did.runs ?? 0) + 1;
    failed.push(...(await bill({ database, clock })));
  };
  const last = monthsAfter('2026-01-01', years * 12);
  const quiet = dayAfter(last, -160);
  // Most of them begin in the first year, one after the other.
  for (let day = 0; today() < last; ) {
    for (let left = Math.ceil(many / 60); left > 0 && known.size < many; left -= 1) await open();
    const chosen = [...known].filter(([, { roll }]) => today() < quiet && roll(100) < busy).values();
    const acting = async () => {
      for (const [id, facts] of chosen) {
        try {
          await act(id, facts);
        } catch (error) {
          // What is not possible as the contract stands is refused, and nothing happened.
          if (!isProblem(error)) throw error;
          did.refused = (did.refused ?? 0) + 1;
        }
      }
    };
    // Several people act at once.
    await Promise.all([acting(), acting(), acting()]);
    await runs();
    // Now and then nothing runs for weeks.
    day = roll(12) === 0 ? 20 + roll(60) : 3 + roll(9);
    clock.move(day * 86_400_000);
  }
  await runs();
  const expected = new Map([...known].map(([id, facts]) => [id, recount(facts, today())]));
  return { database, vendorId, failed, expected, did };
}

const linesOf = (name: Name, seats: number): number[] => [
  prices[name],
  ...(seats ? [seats * seatPrices[name === 'D' ? 12 : 1]] : []),
];

async function openCatalogue(
  tx: Db,
  vendorId: string,
  portalId: string,
  at: Date,
): Promise<Record<string, string>> {
  await changeTaxSetting(tx, vendorId, { country: 'DE', pricesIncludeTax: true }, at);
  await updatePortal(
    tx,
    vendorId,
    portalId,
    { contracts: { billing: 'portico', billFrom: null, pauseMaxDays: null } },
    { at, testSide: false },
  );
  const month = { count: 1, unit: 'month' } as const;
  const year = { count: 1, unit: 'year' } as const;
  const family = await families.create(tx, vendorId, { name: 'Field' }, at);
  const ids: Record<string, string> = {};
  for (const [name, amount] of Object.entries(prices)) {
    const plan = await plans.create(tx, vendorId, { familyId: family.id, name }, at);
    const billingPeriod = name === 'D' ? year : month;
    const terms = { minimumTerm: billingPeriod, renewal: billingPeriod, notice: null };
    const variant = await variants.create(
      tx,
      vendorId,
      {
        planId: plan.id,
        billingPeriod,
        terms,
        prices: [{ currency: 'EUR', amount, setupFee: 0 }],
        selfService: true,
      },
      at,
    );
    ids[name] = variant.id;
  }
  const tiers = (amount: number) => [{ upTo: null, amount }];
  const seat = await components.create(
    tx,
    vendorId,
    {
      ...{ familyId: family.id, kind: 'quantity', name: 'Seat', max: -1, selfService: true },
      prices: [
        { currency: 'EUR', period: month, mode: 'graduated', tiers: tiers(seatPrices[1]) },
        { currency: 'EUR', period: year, mode: 'graduated', tiers: tiers(seatPrices[12]) },
      ],
    },
    at,
  );
  ids.seat = seat.id;
  return ids;
}
