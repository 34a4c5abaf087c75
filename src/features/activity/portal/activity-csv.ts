import { csvOf, download } from '../../../kit/ui/console/csv.ts';
import type { PortalActivity } from '../schema.ts';
import { exportMost } from './activity-model.ts';
import { type ActivityWords, actOf, doerOf, fieldsOf } from './words.ts';

/** What is on the screen, as a file; a file that does not hold everything says so in its last line. */
export const csvFor = (t: ActivityWords, rows: readonly PortalActivity[], brand: string): string =>
  csvOf([
    [
      ...[t('activity.csv.when'), t('activity.csv.what'), t('activity.csv.who'), t('activity.csv.for')],
      ...[t('activity.csv.fields'), t('activity.csv.note')],
    ],
    ...rows.map((row) => [
      ...[row.at, actOf(t, row), doerOf(t, row, brand), row.actingFor ?? ''],
      ...[fieldsOf(t, row), row.note ?? ''],
    ]),
    ...(rows.length >= exportMost ? [[t('activity.export.most', { count: exportMost })]] : []),
  ]);

export const saveCsv = (t: ActivityWords, rows: readonly PortalActivity[], brand: string): void =>
  download('activity.csv', csvFor(t, rows, brand));
