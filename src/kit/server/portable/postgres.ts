import pg from 'pg';
import { getTypeParser } from '../db/postgres/types.ts';
import { checkValues } from '../db/values.ts';
import {
  batchOf,
  inOrder,
  migrationTable,
  quoted,
  type Row,
  type Source,
  type TableShape,
  type Target,
} from './types.ts';

export async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    application_name: 'portico',
    types: { getTypeParser },
  });
  client.on('error', () => undefined); // the query in flight hears of it
  await client.connect();
  return client;
}

interface Column {
  readonly table: string;
  readonly name: string;
  readonly bytes: boolean;
}

/** Tables of the schema that this connection works in. */
export async function tablesOf(client: pg.Client): Promise<(TableShape & { bytes: boolean })[]> {
  const rows = async <T>(sql: string): Promise<T[]> => (await client.query(sql)).rows as T[];
  const columns = await rows<Column>(`
    select c.relname as table, a.attname as name, a.atttypid = 'bytea'::regtype as bytes
    from pg_class c join pg_attribute a on a.attrelid = c.oid
    where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''`);
  const keys = await rows<{ table: string; name: string }>(`
    select c.relname as table, a.attname as name
    from pg_index i join pg_class c on c.oid = i.indrelid
      cross join unnest(i.indkey) with ordinality as k(attnum, place)
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.attnum
    where i.indisprimary and c.relnamespace = current_schema()::regnamespace order by k.place`);
  const references = await rows<{ table: string; other: string }>(`
    select distinct c.relname as table, f.relname as other
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
    where k.contype = 'f' and c.relnamespace = current_schema()::regnamespace`);
  const names = [...new Set(columns.map(({ table }) => table))].filter((name) => name !== migrationTable);
  const of = <T extends { table: string }>(list: T[], name: string) =>
    list.filter(({ table }) => table === name);
  return inOrder(
    names.map((name) => ({
      name,
      columns: of(columns, name)
        .map((column) => column.name)
        .sort(),
      key: of(keys, name).map((column) => column.name),
      refersTo: of(references, name).map(({ other }) => other),
      bytes: of(columns, name).some(({ bytes }) => bytes),
    })),
  ) as (TableShape & { bytes: boolean })[];
}

/** Reads a PostgreSQL database as it is now: one transaction that sees no later change. */
export async function postgresSource(url: string): Promise<Source> {
  const client = await connect(url);
  try {
    await client.query('begin isolation level repeatable read read only');
    const tables = await tablesOf(client);
    const noted = await client.query('select to_regclass($1) is not null as there', [migrationTable]);
    const migrations: { name: string }[] = noted.rows[0]?.there
      ? (await client.query(`select name from ${migrationTable}`)).rows
      : [];
    const withBytes = new Set(tables.filter(({ bytes }) => bytes).map(({ name }) => name));
    return {
      migrations: migrations.map(({ name }) => name),
      tables,
      count: async ({ name }) => (await client.query(`select count(*) as n from ${quoted(name)}`)).rows[0]?.n,
      async *rows({ name, columns, key }) {
        const [what, order] = [columns, key].map((list) => list.map(quoted).join(', '));
        await client.query(
          `declare rows_in_order no scroll cursor for select ${what} from ${quoted(name)} order by ${order}`,
        );
        const fetch = `fetch ${withBytes.has(name) ? batchOf.rowsWithBytes : batchOf.rows} from rows_in_order`;
        for (;;) {
          const { rows } = await client.query({ text: fetch, rowMode: 'array' });
          if (rows.length === 0) break;
          yield rows as Row[];
        }
        await client.query('close rows_in_order');
      },
      close: () => client.end(),
    };
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** Parameters of one statement: PostgreSQL takes 65,535. */
const MOST_PARAMETERS = 20_000;

/** Fills empty tables in one transaction. */
export async function postgresTarget(url: string): Promise<Target> {
  const client = await connect(url);
  await client.query('begin');
  return {
    async write({ name, columns }, rows) {
      const most = Math.max(Math.floor(MOST_PARAMETERS / columns.length), 1);
      for (let start = 0; start < rows.length; start += most) {
        const part = rows.slice(start, start + most);
        let number = 0;
        const slots = part.map(() => `(${columns.map(() => `$${++number}`).join(',')})`).join(',');
        const text = `insert into ${quoted(name)} (${columns.map(quoted).join(',')}) values ${slots}`;
        const values = part.flat();
        checkValues(text, values);
        await client.query(text, values.map(toBound));
      }
    },
    async complete() {
      await client.query('commit');
    },
    async keep() {
      await client.query('analyze');
      await client.end();
    },
    async abandon() {
      await client.query('rollback');
      const names = (await tablesOf(client)).map(({ name }) => quoted(name));
      if (names.length > 0) await client.query(`truncate ${names.join(', ')}`);
      await client.end();
    },
  };
}

const toBound = (value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value.buffer, value.byteOffset, value.byteLength) : value;
