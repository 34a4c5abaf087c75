// @vitest-environment happy-dom
import { cleanup, render, screen, within } from '@testing-library/preact';
import { afterEach, expect, test, vi } from 'vitest';
import { ApiError } from '../../../kit/browser/api-error.ts';
import { translator } from '../../../kit/browser/words.ts';
import parts from '../../../kit/ui/messages/de.json' with { type: 'json' };
import german from '../messages/de.json' with { type: 'json' };
import type { DocumentsSummary, PortalDocument, PortalDocumentDetail } from '../schema.ts';
import { DocumentsPanel, type DocumentsPanelProps } from './DocumentsPanel.tsx';
import { type DocumentsApi, DocumentsModel } from './documents-model.ts';
import * as filters from './filters/DocumentFilters.tsx';
import narrowing from './filters/messages/de.json' with { type: 'json' };
import type { FiltersWords } from './filters/words.ts';
import opened from './opened/messages/de.json' with { type: 'json' };
import * as views from './opened/Opened.tsx';
import type { OpenedWords } from './opened/words.ts';

afterEach(cleanup);

const manner = { locale: 'de', timeZone: 'Europe/Berlin', today: '2026-11-22' };
const t: OpenedWords & FiltersWords = translator({ ...parts, ...german, ...opened, ...narrowing }, manner);
const euro = (amount: number) => ({ amount, currency: 'EUR' });
const row = (change: Partial<PortalDocument> = {}): PortalDocument => ({
  id: 'inv_1',
  kind: 'invoice',
  number: 'RE-1',
  title: 'Abschlag November',
  issuedOn: '2026-11-02',
  dueOn: '2026-11-30',
  status: 'open',
  amount: euro(11_840),
  contract: { id: 'ctr_1', title: 'Ökostrom Fix 12' },
  pdf: { bytes: 84_000 },
  ...change,
});
const credit = row({
  ...{ id: 'crn_1', kind: 'credit-note', number: 'GS-1', title: 'Treuebonus', issuedOn: '2026-10-15' },
  ...{ dueOn: null, status: 'paid', amount: euro(-5_000) },
});
const summary = (change: Partial<DocumentsSummary> = {}): DocumentsSummary => ({
  total: 2,
  years: ['2026'],
  contracts: [{ id: 'ctr_1', title: 'Ökostrom Fix 12' }],
  open: [{ amount: euro(11_840), count: 1, overdue: 0, nextDueOn: '2026-11-30' }],
  ...change,
});
const detail: PortalDocumentDetail = {
  ...row(),
  ...{
    period: null,
    paidOn: null,
    pricesIncludeTax: true,
    notes: null,
    prepaid: euro(0),
    toPay: euro(11_840),
  },
  lines: [
    {
      title: 'Strom',
      quantity: '3212',
      unit: 'kWh',
      unitPrice: '0.3142',
      taxPercent: 19,
      amount: euro(11_840),
    },
  ],
  taxes: [{ percent: 19, net: euro(9_950), tax: euro(1_890) }],
  ...{ net: euro(9_950), tax: euro(1_890), gross: euro(11_840) },
  related: [{ id: 'crn_1', kind: 'credit-note', number: 'GS-1', amount: euro(-5_000) }],
  ...{ eInvoices: [], corrects: null, correctedBy: null, reminderLevel: 0, mayCorrect: false },
};
const apiOf = (change: Partial<DocumentsApi> = {}): DocumentsApi => ({
  list: vi.fn(async () => ({ items: [row(), credit], nextCursor: null, count: 2 })),
  summary: async () => summary(),
  read: async () => detail,
  download: async () => ({ id: 'd', state: 'ready', done: 1, total: 1, url: '/portal/v1/downloads/x' }),
  follow: async () => ({ id: 'd', state: 'ready', done: 1, total: 1, url: '/portal/v1/downloads/y' }),
  reminders: async () => [],
  correction: async () => {
    throw new Error('nobody asks');
  },
  correct: async () => {
    throw new Error('nobody asks');
  },
  save: vi.fn(),
  ...change,
});
const show = (change: Partial<DocumentsPanelProps> = {}) =>
  render(
    <DocumentsPanel
      t={t}
      api={apiOf()}
      brand="Stromwerk"
      nextOn={null}
      filter={{}}
      onFilter={() => {}}
      openId={null}
      linkTo={(id) => ({ href: `/p/stromwerk/documents${id ? `?id=${id}` : ''}`, onClick: () => {} })}
      mayDownload
      payAt={{ href: '/p/stromwerk/payments', onClick: () => {} }}
      drawOpened={(draw) => draw(views, t)}
      drawFilters={(draw) => draw(filters, t)}
      onReady={() => {}}
      {...change}
    />,
  );

test('BIL-8 documents stand by month with number, day, amount and state; what is owed stands on top', async () => {
  show();
  expect(await screen.findByText('Abschlag November')).toBeTruthy();
  expect(screen.getAllByRole('heading', { level: 2 }).map(({ textContent }) => textContent)).toEqual([
    'November 2026',
    'Oktober 2026',
  ]);
  expect(screen.getByText(/1 offene Rechnung: 118,40\s€/)).toBeTruthy();
  expect(screen.getByText(/−50,00\s€/)).toBeTruthy();
  expect(screen.getByText('ausgezahlt', { selector: '.badge' })).toBeTruthy();
  expect(screen.getByText('2 Dokumente')).toBeTruthy();
});

test('BIL-9 the preview says lines, tax and what belongs to it; its button downloads', async () => {
  const api = apiOf();
  show({ api, openId: 'inv_1' });
  const preview = within(await screen.findByRole('complementary', { name: 'Vorschau' }));
  expect((await preview.findByRole('table')).textContent).toContain('3.212\u00a0kWh × 0,3142\u00a0€');
  expect(preview.getByText(/USt\. 19\s%/)).toBeTruthy();
  expect(preview.getByRole('link', { name: 'Gutschrift GS-1' }).getAttribute('href')).toContain('id=crn_1');
  preview.getByRole('button', { name: /PDF laden, 84\skB/ }).click();
  await vi.waitFor(() => expect(api.save).toHaveBeenCalledWith('/portal/v1/downloads/x'));
});

test('BIL-53 of an invoice that was reminded of, or paid in part, it says what is still to be paid', async () => {
  show({ api: apiOf({ read: async () => ({ ...detail, toPay: euro(5_000) }) }), openId: 'inv_1' });
  const preview = within(await screen.findByRole('complementary', { name: 'Vorschau' }));
  expect((await preview.findByRole('row', { name: /Zu zahlen/ })).textContent).toContain('50,00');
  const pay = preview.getByRole('link', { name: 'Jetzt zahlen' });
  expect(pay.getAttribute('href')).toBe('/p/stromwerk/payments');
});

test.each([
  {
    name: 'and when the first one comes',
    nextOn: '2026-12-01',
    says: /Die erste kommt am Di., 1.\sDezember/,
  },
  { name: 'alone, where nothing is booked', nextOn: null, says: /^Noch keine Rechnungen\.$/ },
])('without a document it says so, $name', async ({ nextOn, says }) => {
  const nothing = summary({ total: 0, years: [], contracts: [], open: [] });
  const list = async () => ({ items: [], nextCursor: null, count: 0 });
  show({ nextOn, api: apiOf({ list, summary: async () => nothing }) });
  expect(await screen.findByText(says)).toBeTruthy();
});

test('what nothing matches is named, and the filters can be cleared', async () => {
  const list = vi.fn(async (filter: object) =>
    'search' in filter
      ? { items: [], nextCursor: null, count: 0 }
      : { items: [row()], nextCursor: null, count: 1 },
  );
  show({ api: apiOf({ list }), filter: { search: '4711' } });
  expect(await screen.findByText('Kein Dokument passt zu „4711“.')).toBeTruthy();
  screen.getByRole('button', { name: 'Filter zurücksetzen' }).click();
  expect(await screen.findByText('Abschlag November')).toBeTruthy();
});

test('CON-39 of several contracts one is chosen', async () => {
  const contracts = ['Ökostrom Fix 12', 'Wallbox'].map((title, index) => ({ id: `ctr_${index}`, title }));
  const list = vi.fn(async () => ({ items: [row()], nextCursor: null, count: 1 }));
  show({ api: apiOf({ list, summary: async () => summary({ contracts }) }) });
  const choice = (await screen.findByRole('combobox', { name: 'Vertrag' })) as HTMLSelectElement;
  choice.value = 'ctr_1';
  choice.dispatchEvent(new Event('change', { bubbles: true }));
  await vi.waitFor(() => expect(list).toHaveBeenLastCalledWith({ contract: 'ctr_1' }, null));
});

test('CON-39 what a row says is chosen by ticks; the address keeps it, and nothing is asked again', async () => {
  const list = vi.fn(async () => ({ items: [row()], nextCursor: null, count: 1 }));
  const onFilter = vi.fn();
  show({ api: apiOf({ list }), onFilter, filter: { columns: 'number,amount' } });
  expect(await screen.findByText('RE-1')).toBeTruthy();
  expect(screen.queryByText('offen', { selector: '.badge' })).toBeNull();
  const button = screen.getByRole('button', { name: 'Spalten' });
  button.click();
  const ticks = within(await screen.findByRole('group', { name: 'Spalten' }));
  expect(button.getAttribute('aria-expanded')).toBe('true');
  ticks.getByRole('checkbox', { name: 'Vertrag' }).click();
  expect(await screen.findByText('Ökostrom Fix 12')).toBeTruthy();
  for (const name of ['Nummer', 'Betrag', 'Vertrag']) ticks.getByRole('checkbox', { name }).click();
  await vi.waitFor(() => expect(screen.queryByText('RE-1')).toBeNull());
  await vi.waitFor(() => expect(onFilter).toHaveBeenLastCalledWith({ columns: 'none' }));
  for (const name of ['Nummer', 'Datum', 'Fällig am', 'Betrag', 'Stand'])
    ticks.getByRole('checkbox', { name }).click();
  expect(await screen.findByText('offen', { selector: '.badge' })).toBeTruthy();
  await vi.waitFor(() => expect(onFilter).toHaveBeenLastCalledWith({ columns: '' }));
  expect(list).toHaveBeenCalledExactlyOnceWith({}, null);
});

test('a failure names what finds it in the log, and trying again works', async () => {
  const list = vi
    .fn()
    .mockRejectedValueOnce(new ApiError('request.unexpected', { status: 500, instance: '7F3K-92' }))
    .mockResolvedValue({ items: [row()], nextCursor: null, count: 1 });
  show({ api: apiOf({ list }) });
  expect((await screen.findByRole('alert')).textContent).toContain('Wir konnten Ihre Dokumente nicht laden');
  (await screen.findByRole('button', { name: 'Erneut versuchen' })).click();
  expect(await screen.findByText('Abschlag November')).toBeTruthy();
});

test('everything that matches can be chosen, and comes as one ZIP once it was prepared', async () => {
  const many = { items: [row(), credit], nextCursor: 'more', count: 5_000 };
  const states = [
    { id: 'd', state: 'preparing' as const, done: 120, total: 5_000, url: null },
    { id: 'd', state: 'ready' as const, done: 5_000, total: 5_000, url: '/portal/v1/downloads/z' },
  ];
  const api = apiOf({
    list: async () => many,
    download: vi.fn(async () => ({ id: 'd', state: 'preparing' as const, done: 0, total: 5_000, url: null })),
    follow: vi.fn(async () => states.shift() as never),
  });
  const model = new DocumentsModel(api, { year: '2026' }, 1);
  await model.load();
  model.toggle('inv_1');
  expect(model.chosen.value).toBe(1);
  model.selectMatching();
  expect(model.chosen.value).toBe(5_000);
  await model.downloadChosen();
  expect(api.download).toHaveBeenCalledWith({ matching: { year: '2026' } });
  expect(api.follow).toHaveBeenCalledTimes(2);
  expect(api.save).toHaveBeenCalledExactlyOnceWith('/portal/v1/downloads/z');
  model.toggle('crn_1');
  expect([...model.selected.value]).toEqual(['inv_1']);
});

test('a late answer to an old question changes nothing', async () => {
  const answers: ((page: { items: PortalDocument[]; nextCursor: null; count: number }) => void)[] = [];
  const list = () => new Promise<never>((done) => answers.push(done as never));
  const model = new DocumentsModel(apiOf({ list }), {});
  const [first, second] = [model.load(), model.narrow({ kind: 'credit-note' })];
  answers[1]?.({ items: [credit], nextCursor: null, count: 1 });
  answers[0]?.({ items: [row()], nextCursor: null, count: 1 });
  await Promise.all([first, second]);
  expect(model.items.value.map(({ id }) => id)).toEqual(['crn_1']);
});
