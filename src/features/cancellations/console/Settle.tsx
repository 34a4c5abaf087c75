import { useState } from 'preact/hooks';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import type { Declaration } from '../schema.ts';
import { type Props, refusalsOf } from './words.tsx';

interface SettleProps extends Pick<Props, 'desk' | 't'> {
  readonly declaration: Declaration;
  readonly onDone: (body: object) => Promise<void>;
}

/** Finds the contract that is meant, and lets the declaration take effect on it. */
export const Settle = watching(function Settle({ desk, t, declaration, onDone }: SettleProps) {
  const { contractId, contractNumber, name, kind } = declaration;
  const [typed, setTyped] = useState(contractNumber ?? name ?? '');
  const [search, setSearch] = useState(typed);
  const [chosen, setChosen] = useState<VendorContract | undefined>(undefined);
  const [endsOn, setEndsOn] = useState('');
  const found = useLoad(`contracts for ${search} ${contractId}`, async () => {
    if (contractId) return [await desk.api.get<VendorContract>(`/api/v1/contracts/${contractId}`)];
    const query = new URLSearchParams({ search, limit: '8' });
    return (await desk.api.get<{ items: VendorContract[] }>(`/api/v1/contracts?${query}`)).items;
  });
  return (
    <Section title={t('declarations.settle')}>
      {contractId ? null : (
        <form
          class="actions"
          onSubmit={(event) => {
            event.preventDefault();
            setSearch(typed);
          }}
        >
          <input
            class="input w-middle"
            type="search"
            aria-label={t('declarations.settle.search')}
            value={typed}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
          <Action type="submit">{t('declarations.settle.search')}</Action>
        </form>
      )}
      <Load of={found} what={t('declarations.contract')} rows={2}>
        {(items) =>
          items.length === 0 ? (
            <p class="muted">{t('declarations.none-found')}</p>
          ) : (
            <Table<VendorContract>
              name={t('declarations.settle')}
              items={items}
              idOf={({ id }) => id}
              columns={[
                {
                  key: 'title',
                  label: t('declarations.contract'),
                  fill: true,
                  cell: ({ id, title, number }) => (
                    <To to={`/contracts/${id}`}>{number ? `${title} (${number})` : title}</To>
                  ),
                },
                {
                  key: 'customer',
                  label: t('declarations.customer'),
                  cell: ({ customerId }) => (
                    <To to={`/customers/${customerId}`}>{t('declarations.customer')}</To>
                  ),
                },
                {
                  key: 'go',
                  label: '',
                  end: true,
                  cell: (contract) => (
                    <Action onClick={() => setChosen(contract)}>{t('declarations.settle.go')}</Action>
                  ),
                },
              ]}
            />
          )
        }
      </Load>
      {chosen ? (
        <Confirm
          title={t('declarations.settle.question', { title: chosen.title })}
          label={t('declarations.settle.go')}
          pending={t('declarations.settling')}
          refusals={refusalsOf(t)}
          onClose={() => setChosen(undefined)}
          act={async () => {
            await desk.api.patch(`/api/v1/declarations/${declaration.id}`, {
              contractId: chosen.id,
              ...(endsOn && { endsOn }),
            });
            setChosen(undefined);
            await onDone({});
          }}
        >
          <p>{t(kind === 'withdraw' ? 'declarations.settle.withdraw' : 'declarations.settle.cancel')}</p>
          {kind === 'withdraw' ? null : (
            <div class="field">
              <label for="declaration-day">{t('declarations.settle.day')}</label>
              <input
                id="declaration-day"
                class="input w-short"
                type="date"
                value={endsOn}
                onInput={(event) => setEndsOn(event.currentTarget.value)}
              />
            </div>
          )}
        </Confirm>
      ) : null}
    </Section>
  );
});
