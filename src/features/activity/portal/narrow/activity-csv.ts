import { csvOf, download } from '../../../../kit/ui/console/csv.ts';
import type { PortalActivity } from '../../schema.ts';
import { doerOf } from '../words.ts';
import { exportMost } from './export-model.ts';
import type { NarrowWords } from './words.ts';

/** What is on the screen, as a file; a file that does not hold everything says so in its last line. */
export const csvFor = (t: NarrowWords, rows: readonly PortalActivity[], brand: string): string =>
  csvOf([
    [
      ...[t('activity.csv.when'), t('activity.csv.what'), t('activity.csv.who'), t('activity.csv.for')],
      ...[t('activity.csv.fields'), t('activity.csv.note')],
    ],
    ...rows.map((row) => [
      ...[row.at, row.what, doerOf(t, row, brand), row.actingFor ?? ''],
      ...[row.changed.join(', '), row.note ?? ''],
    ]),
    ...(rows.length >= exportMost ? [[t('activity.export.most', { count: exportMost })]] : []),
  ]);

export const saveCsv = (t: NarrowWords, rows: readonly PortalActivity[], brand: string): void =>
  download('activity.csv', csvFor(t, rows, brand));
