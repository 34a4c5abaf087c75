import * as v from 'valibot';
import { type Db, inTransaction } from '../../../kit/server/db/db.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { digest } from '../../../kit/server/secrets.ts';
import type {
  ConfigurationChange,
  ConfigurationContext,
  ConfigurationPart,
} from '../../../kit/server/transfer/configuration.ts';
import { announce } from '../../activity/server/announce.ts';
import type { Actor } from '../../activity/server/record.ts';
import type { Vendor } from '../../vendors/server/store.ts';
import { ConfigurationFile } from '../configuration-schema.ts';
import { transferProblem } from '../problems.ts';

/** Everything that is set up at one side of a vendor, without any secret: the same settings give the same text. */
export async function exportConfiguration(
  db: Db,
  vendor: Vendor,
  parts: readonly ConfigurationPart[],
): Promise<Record<string, unknown>> {
  const { slug, name, side } = vendor;
  const file: Record<string, unknown> = {
    format: 'portico-configuration',
    version: 1,
    vendor: { slug, name, side },
  };
  for (const part of parts) file[part.name] = await part.export(db, vendor.id);
  return file;
}

export interface Applying {
  readonly vendor: Vendor;
  readonly at: Date;
  readonly actor: Actor;
  /** May do everything there is. */
  readonly byOwner: boolean;
  readonly slugs?: Readonly<Record<string, string>> | undefined;
  /** The difference that was looked at; another one is not applied. */
  readonly seen?: string | undefined;
  /** Tell what would change, and change nothing. */
  readonly dryRun: boolean;
}

/** Names a difference: another as soon as anything of it is. */
export const seenOf = (changes: readonly ConfigurationChange[]): string => digest(JSON.stringify(changes));

/** Undoes the transaction of a comparison; what it would have done is known by then. */
class OnlyLooking extends Error {
  readonly changes: readonly ConfigurationChange[];
  constructor(changes: readonly ConfigurationChange[]) {
    super('only looking');
    this.changes = changes;
  }
}

/**
 * Takes a configuration over in one transaction and tells what changed. A comparison does the same and undoes it, so
 * that it says exactly what applying would do.
 * @throws `request.invalid`, `configuration.changed`, and what the parts refuse
 */
export async function applyConfiguration(
  db: Db,
  parts: readonly ConfigurationPart[],
  file: unknown,
  { vendor, at, actor, byOwner, slugs = {}, seen, dryRun }: Applying,
): Promise<readonly ConfigurationChange[]> {
  const parsed = v.safeParse(ConfigurationFile, file);
  if (!parsed.success) {
    const message = 'Expected a file written by “portico config export”.';
    throw requestProblem('request.invalid', { fields: [{ path: 'configuration', code: 'format', message }] });
  }
  const { format: _, version: __, vendor: source, ...wanted } = parsed.output;
  const unknown = Object.keys(wanted).filter((name) => !parts.some((part) => part.name === name));
  if (unknown.length > 0) {
    const fields = unknown.map((path) => ({
      path,
      code: 'unknown_field',
      message: 'There is no such part.',
    }));
    throw requestProblem('request.invalid', { fields });
  }
  // In somebody else's transaction there would be nothing to undo: what was only to be compared would stay.
  if (dryRun && db.isTransaction) throw new Error('a comparison needs a transaction of its own');
  const fromTestSide = source.side === 'test';
  const context: ConfigurationContext = {
    ...{ vendorId: vendor.id, testSide: vendor.side === 'test', fromTestSide, at, byOwner, slugs },
  };
  try {
    return await inTransaction(db, async (tx) => {
      const changes: ConfigurationChange[] = [];
      for (const part of parts) {
        if (wanted[part.name] !== undefined)
          changes.push(...(await part.apply(tx, context, wanted[part.name])));
      }
      if (dryRun) throw new OnlyLooking(changes);
      if (seen !== undefined && seen !== seenOf(changes)) throw transferProblem('configuration.changed');
      const written = changes.filter(({ outcome }) => outcome === 'created' || outcome === 'changed');
      if (written.length > 0)
        await announce(tx, {
          ...{ vendorId: vendor.id, actor, at, action: 'configuration.applied', subjectId: vendor.id },
          fields: [...new Set(written.map(({ part }) => part))],
          data: {},
        });
      return changes;
    });
  } catch (error) {
    if (error instanceof OnlyLooking) return error.changes;
    throw error;
  }
}
