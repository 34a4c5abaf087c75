import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { pencil, trash2 } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Popover } from '../../../kit/ui/console/Popover.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { CustomerFilter, CustomerFilterList } from '../filter-schema.ts';
import type { Part } from './words.ts';

const path = '/api/v1/customer-filters';
const at = (id: string) => `${path}/${encodeURIComponent(id)}`;
const names = ['search', 'status', 'kind', 'portalId', 'sort'] as const;

/** Filters of this list by name, one's own and everybody's; the one that stands in the address is kept as another. */
export const SavedFilters = ({ desk, t }: Pick<Part, 'desk' | 't'>) => (
  <Popover label={t('customers.filters')} look="btn small plain" width="23rem">
    {(close) => <Inside desk={desk} t={t} close={close} />}
  </Popover>
);

interface InsideProps extends Pick<Part, 'desk' | 't'> {
  readonly close: () => void;
}

const Inside = watching(function Inside({ desk, t, close }: InsideProps) {
  const { api, places } = desk;
  const [renaming, setRenaming] = useState<string | undefined>(undefined);
  const [error, setError] = useState<unknown>(undefined);
  const known = useLoad('customer filters', async () => (await api.get<CustomerFilterList>(path)).items);
  const items = known.value ?? [];
  const given = places.place.value.query;
  const query = Object.fromEntries(names.flatMap((name) => (given[name] ? [[name, given[name]]] : [])));
  const isSame = (filter: CustomerFilter) => names.every((name) => filter.query[name] === query[name]);
  const trying = async (act: () => Promise<void>) => {
    setError(undefined);
    await act().catch(setError);
  };
  const put = (filters: readonly CustomerFilter[]) =>
    known.set([...filters].sort((one, other) => one.name.localeCompare(other.name)));
  const keep = (name: string, isShared: boolean) =>
    trying(async () => put([...items, await api.post<CustomerFilter>(path, { name, isShared, query })]));
  const rename = (id: string, name: string) =>
    trying(async () => {
      const renamed = await api.patch<CustomerFilter>(at(id), { name });
      put(items.map((one) => (one.id === id ? renamed : one)));
      setRenaming(undefined);
    });
  const drop = ({ id, name, isShared, query: was }: CustomerFilter) =>
    trying(async () => {
      await api.delete(at(id));
      put(items.filter((one) => one.id !== id));
      desk.say(t('customers.filters.deleted', { name }), async () => {
        await api.post(path, { name, isShared, query: was });
        known.reload();
      });
    });
  return (
    <>
      <Load of={known} what={t('customers.filters')} rows={2}>
        {(filters) =>
          filters.length === 0 ? (
            <p class="small muted">{t('customers.filters.none')}</p>
          ) : (
            <ul class="saved-filters">
              {filters.map((filter) =>
                renaming === filter.id ? (
                  <li key={filter.id}>
                    <Naming
                      t={t}
                      start={filter.name}
                      label={t('customers.filters.rename.go')}
                      onName={(name) => rename(filter.id, name)}
                    />
                  </li>
                ) : (
                  <li key={filter.id}>
                    <button
                      type="button"
                      class="link"
                      aria-current={isSame(filter) ? 'true' : undefined}
                      onClick={() => {
                        close();
                        places.query(Object.fromEntries(names.map((name) => [name, filter.query[name]])));
                      }}
                    >
                      <bdi>{filter.name}</bdi>
                    </button>
                    {filter.isShared ? (
                      <span class="small muted">{t('customers.filters.everyone')}</span>
                    ) : null}
                    <span class="spacer" />
                    <Action icon={pencil} iconOnly small onClick={() => setRenaming(filter.id)}>
                      {t('customers.filters.rename', { name: filter.name })}
                    </Action>
                    <Action icon={trash2} iconOnly small onClick={() => void drop(filter)}>
                      {t('customers.filters.delete', { name: filter.name })}
                    </Action>
                  </li>
                ),
              )}
            </ul>
          )
        }
      </Load>
      {Object.keys(query).length === 0 ? (
        <p class="small muted">{t('customers.filters.first')}</p>
      ) : known.value && !items.some(isSame) ? (
        <Naming t={t} start="" label={t('customers.filters.save')} shares onName={keep} />
      ) : null}
      {error ? <Failed t={t} title={t('customers.filters.failed')} error={error} /> : null}
    </>
  );
});

interface NamingProps extends Pick<Part, 't'> {
  readonly start: string;
  readonly label: string;
  /** Asks whether it is for everybody, too. */
  readonly shares?: boolean;
  readonly onName: (name: string, isShared: boolean) => Promise<void>;
}

function Naming({ t, start, label, shares = false, onName }: NamingProps) {
  const [name, setName] = useState(start);
  const [isShared, setShared] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const send = async () => {
    if (!name.trim() || isBusy) return;
    setBusy(true);
    await onName(name.trim(), isShared);
    setBusy(false);
  };
  return (
    <form
      class="saved-filter"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <label>
        {t('customers.filters.name')}
        <input
          class="input"
          required
          maxLength={60}
          value={name}
          onInput={({ currentTarget }) => setName(currentTarget.value)}
        />
      </label>
      {shares ? (
        <label class="tick">
          <input
            type="checkbox"
            checked={isShared}
            onChange={({ currentTarget }) => setShared(currentTarget.checked)}
          />
          {t('customers.filters.shared')}
        </label>
      ) : null}
      <Action small pending={isBusy ? t('customers.filters.saving') : undefined} onClick={() => void send()}>
        {label}
      </Action>
    </form>
  );
}
