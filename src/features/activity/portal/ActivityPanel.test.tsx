// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../../kit/browser/api-error.ts';
import { translator } from '../../../kit/browser/words.ts';
import parts from '../../../kit/ui/messages/de.json' with { type: 'json' };
import german from '../messages/de.json' with { type: 'json' };
import type { PortalActivity } from '../schema.ts';
import { ActivityPanel, type DrawFilters } from './ActivityPanel.tsx';
import { type ActivityApi, noFilter } from './activity-model.ts';
import { csvFor } from './narrow/activity-csv.ts';
import { ExportModel, exportMost } from './narrow/export-model.ts';
import * as views from './narrow/Filters.tsx';
import narrow from './narrow/messages/de.json' with { type: 'json' };
import type { NarrowWords } from './narrow/words.ts';

afterEach(cleanup);

const manner = { locale: 'de', timeZone: 'Europe/Berlin', today: '2026-11-22' };
const t: NarrowWords = translator({ ...parts, ...german, ...narrow }, manner);
const row = (change: Partial<PortalActivity> = {}): PortalActivity => ({
  ...{ id: 'act_1', at: '2026-11-21T23:30:00.000Z', action: 'customer.updated', who: 'staff' },
  ...{ name: 'Sanne de Vries', actingFor: 'Priya Okafor', fields: ['billing'], note: null },
  ...{ what: 'Konto geändert', changed: ['Rechnungsadresse'] },
  ...change,
});
const show = (list: ActivityApi['list']) => {
  const onReady = vi.fn();
  const drawFilters: DrawFilters = (draw) => draw(views, t);
  render(<ActivityPanel {...{ t, drawFilters, onReady }} api={{ list }} brand="Keysmith" />);
  return onReady;
};

test('CON-30 a row says what, by whom and for whom, on its day in the portal’s zone', async () => {
  show(async () => ({
    items: [
      row(),
      row({
        id: 'act_0',
        who: 'program',
        name: null,
        actingFor: null,
        changed: [],
        what: 'Rechnung hinzugefügt',
      }),
      row({
        id: 'act_00',
        who: 'staff',
        name: null,
        actingFor: null,
        what: 'Vertrag geändert',
        changed: [],
      }),
    ],
    nextCursor: null,
  }));
  expect((await screen.findByText('Konto geändert')).closest('li')?.textContent).toContain(
    'Sanne de Vries, Keysmith, für Priya Okafor',
  );
  expect(screen.getByText('Rechnung hinzugefügt').closest('li')?.textContent).toContain(
    'Keysmith, von selbst',
  );
  expect(screen.getByText('Vertrag geändert').closest('li')?.textContent).toContain(
    'Mitarbeitende von Keysmith',
  );
  // Half past eleven at night in Greenwich is the next day in Berlin.
  expect(screen.getAllByRole('heading', { level: 3 }).map((head) => head.textContent)).toEqual([
    expect.stringMatching(/22\.\sNovember/),
  ]);
});

test('CON-30 nothing yet, nothing that matches, and a failure are told apart', async () => {
  const onReady = show(async ({ who }) => ({ items: who ? [] : [row()], nextCursor: null }));
  await screen.findByText('Konto geändert');
  fireEvent.change(screen.getByRole('combobox'), { target: { value: 'program' } });
  await screen.findByText(/Nichts passt dazu/);
  fireEvent.click(screen.getByRole('button', { name: 'Alles zeigen' }));
  await screen.findByText('Konto geändert');
  expect(onReady).toHaveBeenCalledWith(undefined);
  cleanup();
  show(async () => ({ items: [], nextCursor: null }));
  await screen.findByText('Noch ist nichts geschehen.');
  cleanup();
  show(async () => {
    throw new ApiError('offline');
  });
  await screen.findByRole('alert');
});

test('CON-30 the file holds every page, is safe in a spreadsheet, and says where it stops', async () => {
  const asked: (string | null)[] = [];
  const model = new ExportModel({
    list: async (_, cursor) => {
      asked.push(cursor);
      const page = asked.length;
      return { items: [row({ id: `act_${page}`, note: '=1+1' })], nextCursor: page < 3 ? `c${page}` : null };
    },
  });
  const rows = await model.all(noFilter);
  expect(asked).toEqual([null, 'c1', 'c2']);
  const csv = csvFor(t, rows ?? [], 'Keysmith');
  expect(csv).toContain('Wann (UTC),Was,Durch wen,Für,Geändert,Notiz');
  expect(csv).toContain(
    '2026-11-21T23:30:00.000Z,Konto geändert,"Sanne de Vries, Keysmith",Priya Okafor,Rechnungsadresse,\'=1+1',
  );
  const many = Array.from({ length: exportMost }, (_, i) => row({ id: `act_${i}` }));
  expect(csvFor(t, many, 'Keysmith')).toContain('Die Datei enthält die neuesten 5.000 Zeilen.');
  expect(csv).not.toContain('neuesten');
});
