import type { Scope } from '../../vendors/schema.ts';
import type { FoundKind } from '../schema.ts';

/** How a row is told to somebody who looks for it. */
export interface Told {
  readonly label: string;
  readonly note?: string | null;
  readonly customerId?: string | null;
  readonly parentId?: string;
}

/** One kind of thing that can be found: which rows, who may, and what is said of them. Texts as they stand in rows. */
export interface Finder {
  readonly kind: FoundKind;
  readonly scope: Scope;
  readonly table: string;
  /** Of its ids: `cus`. */
  readonly prefix?: string;
  /** Of ids without one: such a thing is found by its whole id alone. */
  readonly shape?: RegExp;
  /** Read beside `id`; rows of some tables are long. */
  readonly columns: readonly string[];
  /** Where a table holds several kinds: a column and its value. */
  readonly only?: readonly [column: string, value: string];
  /** A column that is set in rows which are gone for good. */
  readonly unless?: string;
  tell(row: Readonly<Record<string, string | null>>): Told;
}
