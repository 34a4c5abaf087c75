import { useEffect, useState } from 'preact/hooks';
import { SelectField, TextField } from '../../../kit/ui/form/Field.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { ListedCustomer } from '../schema.ts';
import type { Part } from './words.ts';

interface ChooseCustomerProps extends Part {
  readonly label: string;
  /** Never offered: the customer itself. */
  readonly except: string;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

const shown = 10;

/** Another customer, found by what one knows of it. */
export const ChooseCustomer = watching(function ChooseCustomer(props: ChooseCustomerProps) {
  const { desk, t, label, except, chosen, onChoose } = props;
  const [search, setSearch] = useState('');
  const [found, setFound] = useState<readonly ListedCustomer[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a drawing's new function is no reason to ask again
  useEffect(() => {
    if (!search.trim()) return setFound([]);
    let wanted = true;
    const wait = setTimeout(async () => {
      const query = new URLSearchParams({ search, limit: String(shown) });
      const answer = await desk.api
        .get<{ items: ListedCustomer[] }>(`/api/v1/customers?${query}`)
        .catch(() => ({ items: [] }));
      if (!wanted) return;
      const others = answer.items.filter(({ id }) => id !== except);
      setFound(others);
      onChoose(others[0]?.id ?? '');
    }, 150);
    return () => {
      wanted = false;
      clearTimeout(wait);
    };
  }, [search, except, desk]);
  return (
    <>
      <TextField
        t={t}
        id="choose-search"
        label={label}
        hint={t('customers.search')}
        value={search}
        onInput={setSearch}
      />
      {found.length > 0 ? (
        <SelectField
          t={t}
          id="choose-found"
          label={t('customers.choose.found')}
          value={chosen}
          onInput={onChoose}
          options={found.map(({ id, name, number, billing }) => ({
            value: id,
            label: [name, number, billing.city].filter(Boolean).join(', '),
          }))}
        />
      ) : (
        <p class="small muted" role="status">
          {search.trim() ? t('customers.choose.none') : ''}
        </p>
      )}
    </>
  );
});
