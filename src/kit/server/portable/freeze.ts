import { DatabaseSync } from 'node:sqlite';
import { setTimeout as pause } from 'node:timers/promises';
import { movedMark } from '../db/problems.ts';
import { PlainError } from '../plain-error.ts';
import { isPostgresUrl } from './transfer.ts';
import { quoted } from './types.ts';

/** Data that can be read as before and takes no write while this is held. */
export interface Frozen {
  /** From now on it refuses every write of every process, for good; `note` says where the data is now. */
  seal(note: string): Promise<void>;
  /** As if nothing had been. */
  release(): Promise<void>;
}

const noteName = 'moved-to';
const prefix = 'portico_moved';

/**
 * Takes the write lock and keeps it. Whoever wants to write waits, and is answered 503 with `Retry-After` after five
 * seconds; whoever reads notices nothing.
 */
export const freeze = (database: string): Promise<Frozen> =>
  isPostgresUrl(database) ? freezePostgres(database) : freezeSqlite(database);

async function freezeSqlite(path: string): Promise<Frozen> {
  const database = new DatabaseSync(path, { timeout: 0 });
  for (let attempt = 1; ; attempt++) {
    try {
      database.exec('begin immediate');
      break;
    } catch (error) {
      if (attempt < 200) {
        await pause(20 + Math.random() * 30);
        continue;
      }
      database.close();
      throw new PlainError(`${path} is being written to all the time: try again later.`, { cause: error });
    }
  }
  const tables = database
    .prepare("select name from sqlite_schema where type = 'table' and name not like 'sqlite\\_%' escape '\\'")
    .all() as { name: string }[];
  return {
    async seal(note) {
      putNote((sql, values) => database.prepare(sql.replaceAll(/\$\d/g, '?')).run(...values), note);
      for (const { name } of tables)
        for (const act of ['insert', 'update', 'delete'])
          database.exec(
            `create trigger ${quoted(`${prefix}_${act}_${name}`)} before ${act} on ${quoted(name)}
             begin select raise(abort, '${movedMark}'); end`,
          );
      database.exec('commit');
      database.close();
    },
    async release() {
      if (!database.isOpen) return;
      database.exec('rollback');
      database.close();
    },
  };
}

async function freezePostgres(url: string): Promise<Frozen> {
  const { connect, tablesOf } = await import('./postgres.ts');
  const client = await connect(url);
  let ended = false;
  const end = async (word: 'commit' | 'rollback') => {
    if (ended) return;
    ended = true;
    await client.query(word).finally(() => client.end());
  };
  try {
    await client.query("begin; set local lock_timeout = '10s'");
    const tables = (await tablesOf(client)).map(({ name }) => name);
    await client.query(`lock table ${tables.map(quoted).join(', ')} in share row exclusive mode`);
    return {
      async seal(note) {
        await putNote((sql, values) => client.query(sql, values), note);
        await client.query(`create or replace function ${prefix}() returns trigger language plpgsql as
          $$ begin raise exception '${movedMark}'; end $$`);
        for (const name of tables)
          await client.query(
            `create trigger ${prefix} before insert or update or delete or truncate on ${quoted(name)}
             for each statement execute function ${prefix}()`,
          );
        await end('commit');
      },
      release: () => end('rollback'),
    };
  } catch (error) {
    await end('rollback').catch(() => undefined);
    throw error;
  }
}

/** Makes sealed data take writes again. @returns false where it was not sealed */
export async function unseal(database: string): Promise<boolean> {
  if (isPostgresUrl(database)) {
    const { connect } = await import('./postgres.ts');
    const client = await connect(database);
    try {
      const { rows } = await client.query('select to_regproc($1) is not null as there', [prefix]);
      if (!rows[0]?.there) return false;
      await client.query(`drop function ${prefix}() cascade`);
      await client.query('delete from service_value where vendor_id = $1 and name = $2', ['', noteName]);
      return true;
    } finally {
      await client.end();
    }
  }
  const file = new DatabaseSync(database, { timeout: 5_000 });
  try {
    file.exec('begin immediate');
    const triggers = file
      .prepare("select name from sqlite_schema where type = 'trigger' and name like ? escape '\\'")
      .all(`${prefix.replaceAll('_', '\\_')}\\_%`) as { name: string }[];
    for (const { name } of triggers) file.exec(`drop trigger ${quoted(name)}`);
    file.prepare("delete from service_value where vendor_id = '' and name = ?").run(noteName);
    file.exec('commit');
    return triggers.length > 0;
  } finally {
    file.close();
  }
}

const putNote = (run: (sql: string, values: string[]) => unknown, note: string) =>
  run('insert into service_value (vendor_id, name, value, updated_at) values ($1, $2, $3, $4)', [
    '',
    noteName,
    note,
    new Date().toISOString(),
  ]);

/** Name of the service's value that says where sealed data went. */
export const movedTo = noteName;
