import type * as v from 'valibot';
import type { ProblemField } from '../../common/problem.ts';
import type { Db } from '../db/db.ts';
import type { Secrets } from '../secrets.ts';
import type { Column } from './column.ts';

/** A file that came beside a table, by the name that stands in a cell. */
export interface TransferFile {
  readonly id: string;
  readonly name: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: string;
}

/** Whose things are written, when, and what came with them. */
export interface TransferContext {
  readonly vendorId: string;
  readonly at: Date;
  readonly testSide: boolean;
  /** For what is kept sealed. */
  readonly secrets: Secrets;
  /** Only the outcomes are asked for; nothing will be written of this plan. */
  readonly judging?: true;
  /** The moment that new ids are made of: it moves on with the rows, so that ids keep the order of the file. */
  readonly idTime: number;
  /** The files of this import that have these names. */
  readonly files: (names: readonly string[]) => Promise<ReadonlyMap<string, TransferFile>>;
}

/** What becomes of one row. `work` is the kind's own, handed from `plan` to `write`. */
export type Planned<Work = unknown> =
  | { readonly outcome: 'created' | 'changed' | 'unchanged'; readonly work: Work }
  | { readonly outcome: 'failed'; readonly fields: readonly ProblemField[] };

/** One item of an export, in the shape that `schema` reads, with the columns that are only written. */
export interface ExportedItem {
  readonly id: string;
  readonly item: object;
  /** The file that belongs to it; stands in the export as `files/<kind>/<name>`. */
  readonly file?: ExportedFile;
}
export interface ExportedFile {
  /** Of kit/server/files.ts. */
  readonly id: string;
  /** As it stands in the item, in the column of type `file`. */
  readonly name: string;
}

/**
 * What a feature says so that its things can be moved in and out. Most need no more than `tableKind`; what can't be
 * planned row by row says `plan` and `write` itself.
 */
export interface TransferKind<Wanted = unknown, Work = unknown> {
  /** The collection's name, `customers`: scopes, files and commands are called by it. */
  readonly name: string;
  /** The collection whose scopes are asked for, where it is not `name`. */
  readonly scopes?: string;
  /** One sentence: what a row is. */
  readonly about: string;
  readonly columns: readonly Column[];
  /** One row as JSON: the API's create shape, with `id` and `createdAt` where things keep theirs on a move. */
  readonly schema: v.GenericSchema<unknown, Wanted>;
  /** Kinds whose things these refer to: they come first. */
  readonly after: readonly string[];
  /**
   * The rows of one batch never bear on those of another (as a limit that all of them use up together would): they may
   * be planned while others are being written.
   */
  readonly independent?: true;
  /** By what a second run finds the same thing; two rows of one file with the same key are refused. */
  key(wanted: Wanted): string;
  /** What these rows would do. Reads only; in a transaction it locks what `write` will change. */
  plan(db: Db, context: TransferContext, rows: readonly Wanted[]): Promise<readonly Planned<Work>[]>;
  /**
   * Does what was planned in the same transaction.
   * @returns ids of the files that belong to something now; the others that came with the import are dropped
   */
  write(tx: Db, context: TransferContext, planned: readonly Planned<Work>[]): Promise<readonly string[]>;
  /**
   * What may come a moment after the rows are there and would hold up everybody else if it came with them: the words by
   * which new things are found. For the next few hundred things that were made since `context.at`, behind `after`; in
   * transactions of its own, and it must bear to be done twice.
   * @returns what `after` is for the next ones; `undefined` when there are no more
   */
  afterwards?(tx: Db, context: TransferContext, after: string | undefined): Promise<string | undefined>;
  /** With `customerId`: of this customer's things alone, where a thing is a customer's at all. */
  count(db: Db, vendorId: string, customerId?: string): Promise<number>;
  /** The vendor's things in the order of their ids, those behind `after`; with `customerId` as in `count`. */
  page(
    db: Db,
    vendorId: string,
    after: string | undefined,
    limit: number,
    customerId?: string,
  ): Promise<readonly ExportedItem[]>;
}

// biome-ignore lint/suspicious/noExplicitAny: a list holds kinds of every shape; each is only ever handed its own rows
export type AnyKind = TransferKind<any, any>;

/** What is needed to read or write a kind: `customers:write`. */
export const scopeOf = (kind: AnyKind, what: 'read' | 'write'): string =>
  `${kind.scopes ?? kind.name}:${what}`;

/** Kinds in an order in which every kind comes behind those it refers to. */
export function inOrder(kinds: readonly AnyKind[]): readonly AnyKind[] {
  const done: AnyKind[] = [];
  const visit = (kind: AnyKind) => {
    if (done.includes(kind)) return;
    for (const name of kind.after) {
      const first = kinds.find((one) => one.name === name);
      if (first && first !== kind) visit(first);
    }
    if (!done.includes(kind)) done.push(kind);
  };
  for (const kind of kinds) visit(kind);
  return done;
}
