import type { Db } from '../../../kit/server/db/db.ts';
import { fromMillionths } from '../decimal.ts';
import { type Days, segmentsOf } from '../rules.ts';
import { figuresBy, figuresOf, noFigures } from './figures.ts';

export interface Asked {
  readonly vendorId: string;
  readonly customerId: string;
  readonly metric: string;
}

/** How much of a metric a customer used in days of a zone: `'6'`. */
export async function usedBy(
  db: Db,
  { vendorId, customerId, metric }: Asked,
  days: Days,
  timeZone: string,
): Promise<string> {
  const whose = { vendorId, customerIds: [customerId], metric };
  return fromMillionths((await figuresOf(db, whose, segmentsOf(days, timeZone))).quantity);
}

/** The same of one licence, contract or domain. */
export async function usedOn(
  db: Db,
  { subjectId, ...asked }: Asked & { readonly subjectId: string },
  days: Days,
  timeZone: string,
): Promise<string> {
  const { vendorId, customerId, metric } = asked;
  const whose = { vendorId, customerIds: [customerId], metric };
  const groups = await figuresBy(db, whose, segmentsOf(days, timeZone), 'subject');
  return fromMillionths((groups.get(subjectId) ?? noFigures).quantity);
}

/** The same of a licence. */
export const usedOnLicence = (
  db: Db,
  { licenceId, ...asked }: Asked & { readonly licenceId: string },
  days: Days,
  timeZone: string,
): Promise<string> => usedOn(db, { ...asked, subjectId: licenceId }, days, timeZone);
