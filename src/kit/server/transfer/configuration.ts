import * as v from 'valibot';
import { isSame } from '../../common/differences.ts';
import type { Db } from '../db/db.ts';
import { fieldsOf } from '../http/accept.ts';
import { requestProblem } from '../http/problems.ts';

/** Where configuration is applied, and where it comes from. */
export interface ConfigurationContext {
  readonly vendorId: string;
  readonly testSide: boolean;
  /** The file was written by a test side. */
  readonly fromTestSide: boolean;
  readonly at: Date;
  /** Whoever applies may do everything there is: an owner, a key of all scopes, or somebody at the server itself. */
  readonly byOwner: boolean;
  /** Other names for portals, where a name is taken: `{ "acme": "acme-new" }`. */
  readonly slugs: Readonly<Record<string, string>>;
}

/** What applying does to one thing. */
export interface ConfigurationChange {
  /** `portals` */
  readonly part: string;
  /** The thing's name: `acme`. */
  readonly name: string;
  /** `only-here`: the file does not have it, and it stays. `left-out`: the file has it, and it can not be taken over. */
  readonly outcome: 'created' | 'changed' | 'only-here' | 'left-out';
  readonly fields: readonly { readonly path: string; readonly before: unknown; readonly after: unknown }[];
  /** Why, in one sentence; for what was left out. */
  readonly note?: string;
}

/** What a feature says so that its settings are in the one file. Never a secret. */
export interface ConfigurationPart {
  /** Its field in the file. */
  readonly name: string;
  /** The same settings are the same text: no day, no order by chance. */
  export(db: Db, vendorId: string): Promise<unknown>;
  /**
   * Takes over what the file says, and tells each change. Things that the file does not have stay.
   * @throws `request.invalid` with paths in the file
   */
  apply(tx: Db, context: ConfigurationContext, wanted: unknown): Promise<readonly ConfigurationChange[]>;
}

/** The fields in which two states differ. */
export const fieldChanges = (
  before: object,
  after: object,
  names: readonly string[],
): ConfigurationChange['fields'] =>
  names.flatMap((path) => {
    const [was, is] = [before, after].map((of) => (of as Record<string, unknown>)[path]);
    return isSame(was, is) ? [] : [{ path, before: was ?? null, after: is ?? null }];
  });

/** What a part of the file says. @throws `request.invalid` with paths in the file: `portals.0.slug` */
export function readPart<Output>(
  schema: v.GenericSchema<unknown, Output>,
  file: unknown,
  part: string,
): Output {
  const parsed = v.safeParse(schema, file);
  if (parsed.success) return parsed.output;
  const fields = fieldsOf(parsed.issues).map((field) => ({
    ...field,
    path: field.path ? `${part}.${field.path}` : part,
  }));
  throw requestProblem('request.invalid', { fields });
}
