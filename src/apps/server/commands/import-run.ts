import { readFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Import, NewImport } from '../../../features/transfer/schema.ts';
import { listErrors } from '../../../features/transfer/server/import-errors.ts';
import { createImport, queueImport, requireImport } from '../../../features/transfer/server/imports-store.ts';
import { importWork } from '../../../features/transfer/server/run-import.ts';
import { partsOfStream } from '../../../features/transfer/server/source.ts';
import { keepImportFile, keepPart, maxPartBytes } from '../../../features/transfer/server/uploads-store.ts';
import type { Vendor } from '../../../features/vendors/server/store.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { PlainError } from '../../../kit/server/plain-error.ts';
import { startWorkers } from '../../../kit/server/work.ts';
import { transferKinds } from '../transfer-kinds.ts';
import { commandActor, type OpenedContext } from './define.ts';

export interface FileToImport {
  readonly vendor: Vendor;
  readonly wanted: NewImport;
  readonly bytes: AsyncIterable<Uint8Array>;
  /** Files that rows name, by name. */
  readonly files?: AsyncIterable<{ readonly name: string; readonly bytes: Uint8Array }>;
  readonly dryRun: boolean;
}

/**
 * Imports one file as the API does it: into the queue, from which a running server or this command takes it.
 * @returns one line that tells what was done; mistakes go to standard error, each with its row
 */
export async function importFile(context: OpenedContext, file: FileToImport): Promise<Import> {
  const { database, clock, note } = context;
  const { db } = database;
  const vendorId = file.vendor.id;
  const { id } = await inTransaction(db, (tx) =>
    createImport(tx, vendorId, file.wanted, commandActor, clock.now()),
  );
  let number = 0;
  for await (const content of partsOfStream(file.bytes, maxPartBytes)) {
    number++;
    const part = { number, content };
    await inTransaction(db, (tx) => keepPart(tx, vendorId, id, part, clock.now()));
  }
  if (number === 0) throw new PlainError('The file is empty.');
  for await (const { name, bytes } of file.files ?? []) {
    const mediaType = name.toLowerCase().endsWith('.pdf') ? 'application/pdf' : 'application/octet-stream';
    await inTransaction(db, (tx) =>
      keepImportFile(tx, vendorId, id, { name, mediaType, bytes }, clock.now()),
    );
  }
  const workers = startWorkers({
    ...{ database, clock, log: context.log, concurrency: 1, context: { secrets: context.secrets } },
    kinds: [importWork(transferKinds)],
  });
  try {
    await inTransaction(db, (tx) => queueImport(tx, vendorId, id, { dryRun: file.dryRun }, clock.now()));
    const done = await follow(context, vendorId, id);
    await workers.runDue();
    if (done.failed === 0 && done.state !== 'failed') return done;
    for (const { row, column, message } of await listErrors(db, vendorId, id))
      note(`row ${row}${column && `, ${column}`}: ${message}`);
    throw new PlainError(done.problem ?? 'The file can not be imported.');
  } finally {
    await workers.stop();
  }
}

/** Shows how far it is until it is over. */
async function follow({ database, note }: OpenedContext, vendorId: string, id: string): Promise<Import> {
  const live = process.stderr.isTTY;
  let shown = '';
  for (;;) {
    const run = await requireImport(database.db, vendorId, id);
    const line =
      run.state === 'checking'
        ? `checking, ${run.done} rows`
        : run.state === 'applying'
          ? `writing, ${run.done} rows`
          : run.state;
    const said = live ? line : run.state;
    if (said !== shown && live) process.stderr.write(`\r\u001B[K${line}`);
    else if (said !== shown) note(line);
    shown = said;
    if (run.state === 'done' || run.state === 'checked' || run.state === 'failed') {
      if (live) process.stderr.write('\r\u001B[K');
      return run;
    }
    await pause(200);
  }
}

export const summaryOf = (kind: string, run: Import): string => {
  const { created, changed, unchanged } = run;
  const would = run.state === 'checked' ? ' (dry run: nothing was written)' : '';
  return `${kind}: ${created} created, ${changed} changed, ${unchanged} unchanged${would}`;
};

/** A JSON file of the administrator's. */
export async function readJsonFile(path: string): Promise<unknown> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new PlainError(`There is no file ${path}.`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new PlainError(`${path} is no JSON.`);
  }
}
