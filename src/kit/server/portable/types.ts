import type { DatabaseValue } from '../db/values.ts';

/** Values in the order of the table's `columns`. */
export type Row = readonly DatabaseValue[];

export interface TableShape {
  readonly name: string;
  /** By name, so that both databases list them alike. */
  readonly columns: readonly string[];
  /** Columns of the primary key, in its order: the order of rows, too. */
  readonly key: readonly string[];
  /** Tables that its foreign keys point to. */
  readonly refersTo: readonly string[];
}

/** Data to read from, as it was at one moment. */
export interface Source {
  /** Names of the migrations it has. */
  readonly migrations: readonly string[];
  /** Tables that others refer to come first. The list of migrations is none of them. */
  readonly tables: readonly TableShape[];
  count(table: TableShape): Promise<number>;
  /** All rows in the order of the key, some at a time. */
  rows(table: TableShape): AsyncIterable<readonly Row[]>;
  close(): Promise<void>;
}

/** Data to write to: empty, with the source's tables. */
export interface Target {
  write(table: TableShape, rows: readonly Row[]): Promise<void>;
  /** All was written: it can be read again now. */
  complete(): Promise<void>;
  /** It is what it should be: from here on it lasts. */
  keep(): Promise<void>;
  /** Leaves no row behind. */
  abandon(): Promise<void>;
}

/** What was read of one table: equal sums on both sides mean equal rows. */
export interface TableSum {
  readonly rows: number;
  readonly sha256: string;
}

export type Sums = Readonly<Record<string, TableSum>>;

/** The table in which `migrate` notes what it did: each database keeps its own. */
export const migrationTable = 'portico_migration';

/** Rows read at a time: few enough to be held, and fewer where files of 10 MB may stand in them. */
export const batchOf = { rows: 500, bytes: 4_000_000, rowsWithBytes: 4 } as const;

export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Parents before their children. @throws Error for tables that refer to each other in a circle */
export function inOrder(tables: readonly TableShape[]): TableShape[] {
  const placed: TableShape[] = [];
  const left = new Map(
    [...tables].sort((a, b) => (a.name < b.name ? -1 : 1)).map((table) => [table.name, table]),
  );
  while (left.size > 0) {
    const free = [...left.values()].filter((table) =>
      table.refersTo.every((name) => name === table.name || !left.has(name)),
    );
    if (free.length === 0) throw new Error(`tables refer to each other: ${[...left.keys()].join(', ')}`);
    for (const table of free) {
      placed.push(table);
      left.delete(table.name);
    }
  }
  return placed;
}
