import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Failed } from '../Failed.tsx';
import { Skeleton } from '../Skeleton.tsx';
import { watching } from '../signals.ts';
import { Action } from './Action.tsx';
import { type BulkAct, BulkBar, type WholeAct } from './Bulk.tsx';
import { ColumnChoice, useColumns } from './ColumnChoice.tsx';
import { CsvAction } from './CsvAction.tsx';
import { useDesk } from './desk.ts';
import { type Filter, FilterBar, useFilters } from './Filters.tsx';
import { useLoad } from './Load.tsx';
import { createList, type ListModel } from './list-model.ts';
import { useRowKeys } from './row-keys.ts';
import { Cell, type Column, Head } from './Table.tsx';
import { useCards } from './use-cards.ts';

export interface ListProps<Item> {
  /** Names the list within the console: its rows and columns are kept under it. `customers`. */
  readonly name: string;
  /** What it holds, said aloud and written in notices: “Customers”. */
  readonly title: string;
  /** Address of the collection: `/api/v1/customers`. */
  readonly path: string;
  readonly columns: readonly Column<Item>[];
  readonly idOf?: (item: Item) => string;
  /** How the row is called when it is selected or opened. */
  readonly nameOf: (item: Item) => string;
  /** Address a row opens, below the vendor's side. */
  readonly to?: (item: Item) => string;
  readonly filters?: readonly Filter[];
  /** Words of the search field; without them there is none. */
  readonly search?: string | undefined;
  readonly bulk?: readonly BulkAct<Item>[];
  /** Acts on all that were chosen, or all that matches, done by the service. */
  readonly wholeActs?: readonly WholeAct<Item>[];
  /** What stands there before the first one was made. */
  readonly empty: ComponentChildren;
  readonly fixed?: Readonly<Record<string, string>>;
  readonly pageSize?: number;
  /** Offers the shown list as a CSV file of this name. */
  readonly csv?: string;
  /** Buttons at the end of the filters. */
  readonly end?: ComponentChildren;
  /** Address that counts what matches, where the list itself does not: `{ count, more }`. */
  readonly counts?: string;
  /** Kept out of the address: a list inside the page of something else. */
  readonly inside?: boolean;
}

/** The rows of a list, kept while the vendor's side is open, so that a page of one row knows its neighbours. */
export const useList = <Item,>(
  props: Pick<ListProps<Item>, 'name' | 'path' | 'idOf' | 'fixed' | 'pageSize'>,
) => {
  const { api, keep } = useDesk();
  const { name, path, idOf = (item: Item) => (item as { id: string }).id, fixed, pageSize } = props;
  return keep(`list ${name} ${JSON.stringify(fixed ?? {})}`, () =>
    createList<Item>({ api, path, idOf, fixed, pageSize }),
  );
};

/** Search, filters, columns, selection, rows and what comes after them. */
export const List = watching(function List<Item>(props: ListProps<Item>) {
  const { t } = useDesk();
  const list = useList(props);
  const filters = useFilters(props);
  const columns = useColumns(props.name, props.columns);
  const table = useRef<HTMLTableElement>(null);
  const key = JSON.stringify(filters.query);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another query is another list
  useEffect(() => list.show(filters.query), [key, list]);
  useRowKeys({ list, table, to: props.to, picks: Boolean(props.bulk) });

  const items = list.items.value;
  const state = list.state.value;
  const narrowed = filters.active;
  const none = state === 'ready' && items.length === 0;
  return (
    <section class="list" aria-label={props.title} aria-busy={list.busy.value}>
      {none && !narrowed && !props.inside ? null : (
        <FilterBar
          title={props.title}
          search={props.search}
          offered={props.filters ?? []}
          filters={filters}
          count={<Count list={list} counts={props.counts} />}
        >
          {props.csv ? <CsvAction name={props.csv} list={list} columns={columns.shown} /> : null}
          {props.inside ? null : <ColumnChoice columns={columns} />}
          {props.end}
        </FilterBar>
      )}
      {props.bulk ? (
        <BulkBar acts={props.bulk} wholeActs={props.wholeActs} list={list} nameOf={props.nameOf} />
      ) : null}
      {state === 'failed' ? (
        <div class="page">
          <Failed
            t={t}
            title={t('desk.load-failed')}
            error={list.error.value}
            onRetry={() => void list.reload()}
          />
        </div>
      ) : null}
      {state === 'loading' ? (
        <Skeleton label={t('state.loading', { what: props.title })} rows={10} slow={t('state.slow')} />
      ) : none ? (
        <div class="list-empty">
          {narrowed ? (
            <>
              <p>{filters.text ? t('list.no-match', { text: filters.text }) : t('list.no-match-filter')}</p>
              <Action onClick={filters.clear}>{t('list.clear-filters')}</Action>
            </>
          ) : (
            props.empty
          )}
        </div>
      ) : (
        <Rows
          {...props}
          list={list}
          columns={columns.shown}
          table={table}
          sorted={filters.query.sort}
          onSort={(sort) => filters.set({ sort })}
        />
      )}
    </section>
  );
}) as <Item>(props: ListProps<Item>) => ComponentChildren;

interface CountProps<Item> {
  readonly list: ListModel<Item>;
  readonly counts: string | undefined;
}

/** “14 of 4,812”, “50, and more”; read aloud once it settles. */
const Count = watching(function Count<Item>({ list, counts }: CountProps<Item>) {
  const { t, api } = useDesk();
  const shown = list.items.value.length;
  const ready = list.state.value === 'ready';
  const { sort: _, ...narrowing } = list.query.value;
  const hasMore = list.hasMore.value;
  const asked = counts && ready && hasMore ? `${counts}?${new URLSearchParams(narrowing)}` : '';
  const counted = useLoad(asked, async () =>
    asked ? api.get<{ count: number; more: boolean }>(asked) : undefined,
  ).value;
  const total = counted?.count ?? list.total.value;
  const text = !ready
    ? ''
    : !hasMore
      ? t('list.count', { shown })
      : total === undefined
        ? t('list.count-more', { shown })
        : t(counted?.more ? 'list.count-over' : 'list.count-of', { shown, total });
  return (
    <span class="count" role="status">
      {text}
    </span>
  );
}) as <Item>(props: CountProps<Item>) => ComponentChildren;

interface RowsProps<Item> extends ListProps<Item> {
  readonly sorted: string | undefined;
  readonly onSort: (by: string | undefined) => void;
  readonly list: ListModel<Item>;
  readonly table: { current: HTMLTableElement | null };
}

const Rows = watching(function Rows<Item>(props: RowsProps<Item>) {
  const { t, places } = useDesk();
  const {
    list,
    columns,
    nameOf,
    to,
    bulk,
    table,
    idOf = (item: Item) => (item as { id: string }).id,
  } = props;
  const items = list.items.value;
  const selected = list.selected.value;
  const active = list.active.value;
  const allHere = items.length > 0 && items.every((item) => selected.has(idOf(item)));
  const someHere = !allHere && items.some((item) => selected.has(idOf(item)));
  const cards = useCards(table, columns.length + (items.length > 0 ? 100 : 0));
  const tick = useRef<HTMLInputElement>(null);
  const [from, setFrom] = useState(-1);
  useEffect(() => {
    if (tick.current) tick.current.indeterminate = someHere;
  }, [someHere]);

  /** Shift selects everything between this row and the one before. */
  const pick = (index: number, event: MouseEvent) => {
    const item = items[index];
    if (!item) return;
    if (event.shiftKey && from >= 0) {
      const between = items.slice(Math.min(from, index), Math.max(from, index) + 1);
      list.select([...selected.values(), ...between]);
    } else list.toggle(item);
    setFrom(index);
  };

  return (
    <>
      {/* biome-ignore-start lint/a11y/noRedundantRoles: what is drawn as a block has no role of its own any more */}
      <div class="fit">
        <table class={cards ? 'table cards' : 'table'} role="table" aria-label={props.title} ref={table}>
          <thead role="rowgroup">
            <tr role="row">
              {bulk ? (
                <th scope="col" role="columnheader" class="pick">
                  <label class="tick">
                    <span class="vh">{t('list.select-page')}</span>
                    <input
                      type="checkbox"
                      ref={tick}
                      checked={allHere}
                      onChange={() =>
                        allHere ? list.clear() : list.select([...selected.values(), ...items])
                      }
                    />
                  </label>
                </th>
              ) : null}
              {columns.map((column) => (
                <Head key={column.key} column={column} sorted={props.sorted} onSort={props.onSort} />
              ))}
            </tr>
          </thead>
          <tbody role="rowgroup">
            {items.map((item, index) => {
              const id = idOf(item);
              const isPicked = selected.has(id);
              return (
                <tr
                  key={id}
                  role="row"
                  data-selected={isPicked ? '' : undefined}
                  data-active={active === index ? '' : undefined}
                  aria-selected={bulk ? isPicked : undefined}
                >
                  {bulk ? (
                    <td role="cell" class="pick">
                      <label class="tick">
                        <span class="vh">{t('list.select-row', { name: nameOf(item) })}</span>
                        <input type="checkbox" checked={isPicked} onClick={(event) => pick(index, event)} />
                      </label>
                    </td>
                  ) : null}
                  {columns.map((column, at) => (
                    <Cell
                      key={column.key}
                      column={
                        at === 0 && to
                          ? {
                              ...column,
                              cell: (one) => (
                                <a class="cell-name" title={nameOf(one)} {...places.link(to(one))}>
                                  {column.cell(one)}
                                </a>
                              ),
                            }
                          : column
                      }
                      item={item}
                      first={at === 0}
                    />
                  ))}
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {/* biome-ignore-end lint/a11y/noRedundantRoles: as above */}
      <footer class="tail">
        {list.hasMore.value ? (
          <Action
            small
            pending={list.busy.value ? t('list.loading-more') : undefined}
            onClick={() => void list.more()}
          >
            {t('list.more')}
          </Action>
        ) : null}
        <span class="spacer" />
        {props.inside ? null : <Keys picks={Boolean(bulk)} opens={Boolean(to)} />}
      </footer>
    </>
  );
}) as <Item>(props: RowsProps<Item>) => ComponentChildren;

/** The keys that work here; only where there is a keyboard to speak of. */
const Keys = ({ picks, opens }: { readonly picks: boolean; readonly opens: boolean }) => {
  const { t } = useDesk();
  return (
    <span class="keys" aria-hidden="true">
      <kbd>J</kbd>
      <kbd>K</kbd> {t('list.key-move')} {picks ? <kbd>X</kbd> : null} {picks ? t('list.key-select') : null}{' '}
      {opens ? <kbd>{t('list.enter')}</kbd> : null} {opens ? t('list.key-open') : null} <kbd>/</kbd>{' '}
      {t('list.key-search')}
    </span>
  );
};
