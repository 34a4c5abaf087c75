import type { Kysely } from 'kysely';
import { drawRecoveryCodes } from './authenticator.ts';
import type { Db, Tables } from './db/db.ts';
import type { SealedColumn } from './reseal.ts';
import type { Secrets } from './secrets.ts';

/** A person's authenticator app, as a row keeps it beside the column that names the person. */
export interface FactorRow {
  vendor_id: string;
  sealed_key: string;
  /** `pending`: begun, and not proved by a code of the app yet. */
  state: 'pending' | 'on';
  /** Period of the code used last: that one and older ones are used up. */
  last_step: number;
  created_at: string;
  confirmed_at: string | null;
}

export interface RecoveryCodeRow {
  vendor_id: string;
  code_lookup: string;
  used_at: string | null;
}

export interface FoundSecondFactor {
  readonly state: 'pending' | 'on';
  /** Base 32, as an app takes it. */
  readonly key: string;
  readonly lastStep: number;
  readonly since: string | null;
}

/** Whose second factors are kept, and where. */
interface Place<Who> {
  readonly factors: keyof Tables;
  readonly codes: keyof Tables;
  /** Names the person in both tables. */
  readonly column: string;
  readonly idOf: (who: Who) => string;
  readonly whoOf: (vendorId: string, id: string) => Who;
  /** What the app's key is sealed for. */
  readonly context: (who: Who) => string;
  /** What a recovery code is hashed with. */
  readonly codeContext: (who: Who) => string;
}

/** Kysely can't type a query on tables that are parameters, so these stand for all in here. */
interface Standing {
  factor: FactorRow & { owner_id: string };
  code: RecoveryCodeRow & { owner_id: string };
}

/** Authenticator apps and recovery codes of one kind of people. */
export function secondFactorsOf<Who extends { readonly vendorId: string }>(place: Place<Who>) {
  const factors = place.factors as 'factor';
  const codes = place.codes as 'code';
  const owner = place.column as 'owner_id';
  const over = (db: Db) => db as unknown as Kysely<Standing>;
  const keyOf = (who: Who) => ({ vendor_id: who.vendorId, [owner]: place.idOf(who) });
  const lookups = (secrets: Secrets, who: Who, code: string) => [
    ...secrets.lookups(`${place.codeContext(who)}:${code}`),
  ];

  const changing = (tx: Db, who: Who, change: Partial<FactorRow>) =>
    over(tx)
      .updateTable(factors)
      .set(change)
      .where('vendor_id', '=', who.vendorId)
      .where(owner, '=', place.idOf(who));
  const unused = (db: Db, who: Who) =>
    over(db)
      .selectFrom(codes)
      .select('code_lookup')
      .where('vendor_id', '=', who.vendorId)
      .where(owner, '=', place.idOf(who))
      .where('used_at', 'is', null);
  const removeCodes = async (tx: Db, who: Who): Promise<void> => {
    await over(tx)
      .deleteFrom(codes)
      .where('vendor_id', '=', who.vendorId)
      .where(owner, '=', place.idOf(who))
      .execute();
  };
  const rowOf = (db: Db, who: Who) =>
    over(db)
      .selectFrom(factors)
      .selectAll()
      .where('vendor_id', '=', who.vendorId)
      .where(owner, '=', place.idOf(who))
      .executeTakeFirst();
  const removeApp = async (tx: Db, who: Who): Promise<FactorRow['state'] | undefined> => {
    const row = await rowOf(tx, who);
    if (!row) return undefined;
    await over(tx)
      .deleteFrom(factors)
      .where('vendor_id', '=', who.vendorId)
      .where(owner, '=', place.idOf(who))
      .execute();
    return row.state;
  };

  const sealed: SealedColumn = {
    table: place.factors,
    key: [place.column],
    column: 'sealed_key',
    context: (row) => place.context(place.whoOf(row['vendor_id'] as string, row[place.column] as string)),
  };

  return {
    sealed,

    /** Whether an app is there, and proved. */
    isOn: async (db: Db, who: Who): Promise<boolean> => (await rowOf(db, who))?.state === 'on',

    async find(db: Db, secrets: Secrets, who: Who): Promise<FoundSecondFactor | undefined> {
      const row = await rowOf(db, who);
      return (
        row && {
          state: row.state,
          key: secrets.open(row.sealed_key, place.context(who)),
          lastStep: Number(row.last_step),
          since: row.confirmed_at,
        }
      );
    },

    /** Begins anew each time: what was begun and not finished before is forgotten. False where one is on already. */
    async begin(
      tx: Db,
      secrets: Secrets,
      who: Who,
      { key, at }: { readonly key: string; readonly at: Date },
    ): Promise<boolean> {
      const row = { sealed_key: secrets.seal(key, place.context(who)), created_at: at.toISOString() };
      const done = await over(tx)
        .insertInto(factors)
        .values({ ...keyOf(who), ...row, state: 'pending', last_step: 0, confirmed_at: null } as never)
        .onConflict((conflict) =>
          conflict.columns(['vendor_id', owner]).doUpdateSet(row).where(`${factors}.state`, '=', 'pending'),
        )
        .executeTakeFirst();
      return done.numInsertedOrUpdatedRows === 1n;
    },

    /** False where somebody began anew, or ended it, meanwhile. */
    async switchOn(tx: Db, who: Who, step: number, at: Date): Promise<boolean> {
      const change = { state: 'on', last_step: step, confirmed_at: at.toISOString() } as const;
      const done = await changing(tx, who, change).where('state', '=', 'pending').executeTakeFirst();
      return done.numUpdatedRows === 1n;
    },

    /** Of any number at once with one code, one uses it. */
    async spendStep(tx: Db, who: Who, step: number): Promise<boolean> {
      const change = changing(tx, who, { last_step: step });
      return (await change.where('last_step', '<', step).executeTakeFirst()).numUpdatedRows === 1n;
    },

    /** @returns what it was; `undefined`: there was none */
    removeApp,

    /** The same person under another name takes the app over. */
    async moveApp(tx: Db, secrets: Secrets, from: Who, to: Who): Promise<void> {
      const row = await rowOf(tx, from);
      if (!row) return;
      const sealed_key = secrets.seal(secrets.open(row.sealed_key, place.context(from)), place.context(to));
      await removeApp(tx, from);
      await over(tx)
        .insertInto(factors)
        .values({ ...row, ...keyOf(to), sealed_key })
        .execute();
    },

    removeCodes,

    codesLeft: async (db: Db, who: Who): Promise<number> => (await unused(db, who).execute()).length,

    /** New codes in place of all earlier ones, kept as keyed hashes, told this once. */
    async renewCodes(tx: Db, secrets: Secrets, who: Who): Promise<string[]> {
      const drawn = drawRecoveryCodes();
      await removeCodes(tx, who);
      const rows = drawn.map((code) => ({
        ...keyOf(who),
        code_lookup: lookups(secrets, who, code)[0] as string,
        used_at: null,
      }));
      await over(tx)
        .insertInto(codes)
        .values(rows as never)
        .execute();
      return drawn;
    },

    isCode: async (db: Db, secrets: Secrets, who: Who, code: string): Promise<boolean> =>
      (await unused(db, who)
        .where('code_lookup', 'in', lookups(secrets, who, code))
        .executeTakeFirst()) !== undefined,

    /** Each recovery code lets somebody in once. */
    async spendCode(
      tx: Db,
      secrets: Secrets,
      who: Who,
      { code, at }: { readonly code: string; readonly at: Date },
    ): Promise<boolean> {
      const done = await over(tx)
        .updateTable(codes)
        .set({ used_at: at.toISOString() })
        .where('vendor_id', '=', who.vendorId)
        .where(owner, '=', place.idOf(who))
        .where('code_lookup', 'in', lookups(secrets, who, code))
        .where('used_at', 'is', null)
        .executeTakeFirst();
      return done.numUpdatedRows === 1n;
    },
  };
}
