import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../Icon.tsx';
import { watching } from '../signals.ts';
import { useDesk } from './desk.ts';
import { listFilter, search, x } from './icons.ts';
import { Popover } from './Popover.tsx';

export interface Filter {
  /** Name in the query, for list and API: `status`. */
  readonly name: string;
  readonly label: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
}

interface Narrowing {
  readonly filters?: readonly Filter[];
  readonly search?: string | undefined;
  readonly inside?: boolean;
}

export interface Filters {
  readonly query: Readonly<Record<string, string>>;
  readonly text: string;
  readonly active: boolean;
  set(change: Readonly<Record<string, string | undefined>>): void;
  clear(): void;
}

/** What the list is narrowed by stands in the address, so that it can be sent on, reloaded and gone back to. */
export function useFilters({ filters = [], inside = false }: Narrowing): Filters {
  const { places } = useDesk();
  const [own, setOwn] = useState<Readonly<Record<string, string | undefined>>>({});
  const given: Readonly<Record<string, string | undefined>> = inside ? own : places.place.value.query;
  const names = ['search', ...filters.map(({ name }) => name), 'sort'];
  const query = Object.fromEntries(
    names.flatMap((name) => {
      const value = given[name];
      return value ? [[name, value] as const] : [];
    }),
  );
  return {
    query,
    text: query.search ?? '',
    active: Object.keys(query).some((name) => name !== 'sort'),
    set: (change) => (inside ? setOwn({ ...own, ...change }) : places.query(change)),
    clear: () =>
      inside ? setOwn({}) : places.query(Object.fromEntries(names.map((name) => [name, undefined]))),
  };
}

const settleMs = 200;
/** What is more is chosen from a list that is gone through by typing. */
const mostButtons = 15;

interface FilterBarProps {
  readonly title: string;
  readonly search?: string | undefined;
  readonly offered: readonly Filter[];
  readonly filters: Filters;
  readonly count: ComponentChildren;
  readonly children?: ComponentChildren;
}

export const FilterBar = watching(function FilterBar({
  title,
  search: hint,
  offered,
  filters,
  count,
  children,
}: FilterBarProps) {
  const { t } = useDesk();
  const [text, setText] = useState(filters.text);
  const field = useRef<HTMLInputElement>(null);
  const sent = useRef(filters.text);
  // The address may change by itself: back, or "clear filters".
  useEffect(() => {
    if (filters.text !== sent.current) setText(filters.text);
    sent.current = filters.text;
  }, [filters.text]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed starts the clock
  useEffect(() => {
    if (text.trim() === sent.current) return;
    const timer = setTimeout(() => {
      sent.current = text.trim();
      filters.set({ search: text.trim() || undefined });
    }, settleMs);
    return () => clearTimeout(timer);
  }, [text]);

  const chosen = offered.filter(({ name }) => filters.query[name]);
  const open = offered.filter(({ name }) => !filters.query[name]);
  return (
    <div class="filterbar">
      {hint ? (
        <label class="search">
          <span class="vh">{hint}</span>
          <Icon d={search} />
          <input
            class="input"
            type="search"
            ref={field}
            value={text}
            placeholder={hint}
            autocomplete="off"
            spellcheck={false}
            data-search={title}
            onInput={(event) => setText(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Escape' && text) {
                event.preventDefault();
                setText('');
              } else if (event.key === 'ArrowDown') field.current?.blur();
            }}
          />
        </label>
      ) : null}
      {chosen.map(({ name, label, options }) => {
        const value = filters.query[name];
        const said = `${label}: ${options.find((option) => option.value === value)?.label ?? value}`;
        return (
          <span class="chip" key={name}>
            {said}
            <button
              type="button"
              aria-label={t('list.remove-filter', { filter: said })}
              onClick={() => filters.set({ [name]: undefined })}
            >
              <Icon d={x} class="s" />
            </button>
          </span>
        );
      })}
      {open.length > 0 ? (
        <Popover label={t('list.filter')} icon={listFilter} look="btn small plain" menu>
          {(close) =>
            open.flatMap(({ name, label, options }) => [
              <p key={name}>{label}</p>,
              ...(options.length > mostButtons
                ? [
                    <select
                      class="input"
                      key={`${name}=`}
                      aria-label={label}
                      onChange={({ currentTarget }) => {
                        close();
                        filters.set({ [name]: currentTarget.value || undefined });
                      }}
                    >
                      <option value="">…</option>
                      {options.map((option) => (
                        <option key={option.value} value={option.value}>
                          {option.label}
                        </option>
                      ))}
                    </select>,
                  ]
                : options.map((option) => (
                    <button
                      type="button"
                      key={`${name}=${option.value}`}
                      onClick={() => {
                        close();
                        filters.set({ [name]: option.value });
                      }}
                    >
                      {option.label}
                    </button>
                  ))),
            ])
          }
        </Popover>
      ) : null}
      {count}
      {children}
    </div>
  );
});
