// @vitest-environment happy-dom
import { cleanup, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { translator } from '../../../../kit/browser/words.ts';
import parts from '../../../../kit/ui/messages/en.json' with { type: 'json' };
import type { UsageReport } from '../../schema.ts';
import type { UsageApi } from '../usage-model.ts';
import type { ToolsWords } from '../words.ts';
import words from './messages/en.json' with { type: 'json' };
import { Tiles } from './Tiles.tsx';

afterEach(cleanup);

const manner = { locale: 'en', timeZone: 'Europe/Berlin', today: '2026-11-22' };
const t: ToolsWords = translator({ ...parts, ...words }, manner);
const column = (key: string, kind: UsageReport['columns'][number]['kind']) => ({
  ...{ key, kind, label: key },
  isSortable: true,
});
const report = (total: UsageReport['total'], period: UsageReport['period'] = 'month'): UsageReport => ({
  ...{ report: 'day', metric: 'call', period, from: '2026-11-01', until: '2026-11-22' },
  ...{
    timeZone: 'Europe/Berlin',
    sort: 'day',
    items: [],
    total,
    limit: null,
    nextCursor: null,
    lookedUntil: null,
  },
  columns: [column('day', 'day'), column('records', 'count'), column('answered', 'count')],
  choices: { reports: [], metrics: [], periods: [], directions: [], columns: [], below: false },
  asOf: '2026-11-22T10:00:00.000Z',
});
const show = (found: UsageReport, before: UsageReport['total']) => {
  const asked = vi.fn(async () => report(before));
  const query = { direction: 'out' };
  render(<Tiles {...{ t, query }} api={{ report: asked } as unknown as UsageApi} report={found} />);
  return asked;
};

test('figures stand against the same days of the month before, and what there was nothing of has no percentage', async () => {
  const asked = show(report({ id: '', records: 135, answered: 20 }), { id: '', records: 108, answered: 0 });
  await screen.findByText('25% more');
  expect(asked).toHaveBeenCalledWith(
    { direction: 'out', period: 'custom', from: '2026-10-01', until: '2026-10-22', limit: '1' },
    null,
  );
  // Of 22 days of 30: the figures of today go on like this.
  expect(screen.getByText('20').parentElement?.textContent).toMatch(/^20as it goes 27 by November.30,.2026$/);
  screen.getByText(/^as it goes 184 by/);
  expect(screen.getByText(/^So far in this period; compared with/).textContent).toMatch(/October.22,.2026/);
});

test('the figures say as of when they are, in the zone of the report', () => {
  show(report({ id: '', records: 135, answered: 20 }), null);
  expect(screen.getByText(/^As of/).textContent).toMatch(/^As of 11\/22\/26, 11:00\sAM$/);
});

test('less and as much are said; a report without sums has no figures', async () => {
  show(report({ id: '', records: 90, answered: 7 }, 'last-month'), { id: '', records: 120, answered: 7 });
  await screen.findByText('25% less');
  screen.getByText('as much');
  screen.getByText(/^Compared with/);
  cleanup();
  show(report(null), null);
  expect(document.querySelector('.tiles')).toBeNull();
});
