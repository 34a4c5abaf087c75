import { batch, computed, createModel, signal } from '@preact/signals-core';
import { pages, settled } from '../../../kit/ui/panel/pages.ts';
import type { Correction, CorrectionOffer, NewCorrection } from '../../corrections/schema.ts';
import type { Reminder } from '../../reminders/schema.ts';
import type {
  DocumentFilter,
  DocumentsSummary,
  Download,
  EInvoiceFormat,
  NewDownload,
  PortalDocumentDetail,
  PortalDocuments,
} from '../schema.ts';

/** `columns`: those that were chosen, `number,day`; left out: the usual ones. */
export type Filter = Readonly<Partial<Record<keyof DocumentFilter | 'columns', string>>>;

/** What a row says beside its name; the contract only where it is wished for. */
export type Column = 'number' | 'day' | 'due' | 'amount' | 'status' | 'contract';

export const shows = (columns: string, column: Column): boolean =>
  columns ? columns.split(',').includes(column) : column !== 'contract';

export interface DocumentsApi {
  list(filter: Filter, cursor: string | null): Promise<PortalDocuments>;
  summary(): Promise<DocumentsSummary>;
  read(id: string): Promise<PortalDocumentDetail>;
  download(wanted: NewDownload): Promise<Download>;
  /** Letters about an invoice that is late. */
  reminders(id: string): Promise<readonly Reminder[]>;
  /** What a corrected invoice would say, and the wish for it. */
  correction(id: string): Promise<CorrectionOffer>;
  correct(id: string, wish: NewCorrection): Promise<Correction>;
  /** How far it is. */
  follow(id: string): Promise<Download>;
  /** Hands an address to the browser, which saves what it finds there. */
  save(url: string): void | Promise<void>;
}

/** Rows of one page: what a person looks through before asking for more. */
export const pageSize = 25;

const pause = (ms: number) => new Promise<void>((done) => setTimeout(done, ms));

/** The parts of a filter that say something. */
export const setParts = (filter: Filter): Filter =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value)) as Filter;

/** The list, what it is narrowed to, what is chosen in it and what is open. */
export const DocumentsModel = createModel((api: DocumentsApi, asked: Filter, pollMs: number = 1_000) => {
  const { columns: wanted = '', ...initial } = asked;
  const filter = signal<Filter>(initial);
  const columns = signal(wanted);
  const count = signal(0);
  const summary = signal<DocumentsSummary | undefined>(undefined);
  const selected = signal<ReadonlySet<string>>(new Set());
  /** Everything that matches is chosen, also what was not loaded yet. */
  const allMatching = signal(false);
  const detail = signal<PortalDocumentDetail | undefined>(undefined);
  const detailError = signal<unknown>(undefined);
  const download = signal<{ readonly done: number; readonly total: number } | undefined>(undefined);
  const downloadError = signal<unknown>(undefined);
  let opened: string | null = null;

  const chosen = computed(() => (allMatching.value ? count.value : selected.value.size));
  const narrowed = computed(() => Object.keys(setParts({ ...filter.value, sort: '' })).length > 0);

  const list = pages(
    async (cursor) => {
      const [page, found] = await Promise.all([
        api.list(setParts(filter.peek()), cursor),
        summary.peek() ?? api.summary(),
      ]);
      return { ...page, found };
    },
    (page) => {
      count.value = page.count;
      summary.value = page.found;
    },
  );
  const { items } = list;

  const unselect = () =>
    batch(() => {
      selected.value = new Set();
      allMatching.value = false;
    });

  async function fetchDownload(wanted: NewDownload): Promise<void> {
    if (download.peek()) return;
    downloadError.value = undefined;
    download.value = { done: 0, total: 0 };
    try {
      let found = await api.download(wanted);
      while (found.state === 'preparing') {
        download.value = { done: found.done, total: found.total };
        await pause(pollMs);
        found = await api.follow(found.id);
      }
      if (!found.url) throw new Error('The download could not be prepared.');
      await api.save(found.url);
    } catch (cause) {
      downloadError.value = cause;
    }
    download.value = undefined;
  }

  return {
    ...{ ...list, filter, columns, count, summary },
    ...{ selected, allMatching, chosen, narrowed, detail, detailError, download, downloadError },
    unselect,
    narrow(change: Filter): Promise<void> {
      batch(() => {
        filter.value = setParts({ ...filter.peek(), ...change });
        unselect();
      });
      return list.load();
    },
    widen(): Promise<void> {
      batch(() => {
        filter.value = {};
        unselect();
      });
      return list.load();
    },
    toggle(id: string): void {
      const next = new Set(allMatching.peek() ? items.peek().map((one) => one.id) : selected.peek());
      if (!next.delete(id)) next.add(id);
      batch(() => {
        selected.value = next;
        allMatching.value = false;
      });
    },
    selectShown(): void {
      selected.value = new Set(items.peek().map(({ id }) => id));
    },
    selectMatching(): void {
      batch(() => {
        selected.value = new Set(items.peek().map(({ id }) => id));
        allMatching.value = true;
      });
    },
    async open(id: string | null): Promise<void> {
      opened = id;
      batch(() => {
        if (detail.peek()?.id !== id) detail.value = undefined;
        detailError.value = undefined;
      });
      if (!id) return;
      const answer = await settled(api.read(id));
      if (opened !== id) return;
      if ('found' in answer) detail.value = answer.found;
      else detailError.value = answer.cause;
    },
    downloadOne: (id: string, format?: EInvoiceFormat) =>
      fetchDownload({ ids: [id], ...(format && { format }) }),
    downloadChosen: (format: 'pdf' | 'csv' = 'pdf') =>
      fetchDownload({
        ...(format !== 'pdf' && { format }),
        ...(allMatching.peek()
          ? { matching: setParts(filter.peek()) as DocumentFilter }
          : { ids: [...selected.peek()] }),
      }),
    reminders: api.reminders,
    correction: api.correction,
    correct: api.correct,
  };
});
