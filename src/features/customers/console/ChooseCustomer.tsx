import { Choose } from '../../../kit/ui/console/Choose.tsx';
import { useDesk } from '../../../kit/ui/console/desk.ts';
import type { FormField, OwnFieldProps } from '../../../kit/ui/console/fields.tsx';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Customer, ListedCustomer } from '../schema.ts';

interface ChooseCustomerProps {
  readonly id?: string;
  readonly label: string;
  /** Never offered: the customer itself. */
  readonly except?: string;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** A customer, found by what one knows of it. */
export function ChooseCustomer({ id = 'choose', label, except, chosen, onChoose }: ChooseCustomerProps) {
  const { api, t } = useDesk();
  return (
    <Choose
      {...{ t, id, label, chosen, onChoose }}
      hint={t('desk.customer.hint')}
      found={t('desk.customer.found')}
      none={t('desk.customer.none')}
      find={async (search) => {
        const query = new URLSearchParams({ search, limit: '10' });
        const { items } = await api.get<{ items: ListedCustomer[] }>(`/api/v1/customers?${query}`);
        return items
          .filter((one) => one.id !== except)
          .map(({ id: value, name, number, billing }) => ({
            value,
            label: [name, number, billing.city].filter(Boolean).join(', '),
          }));
      }}
    />
  );
}

/** The field `customerId` of a form: whose something is, where the address did not say it already. */
export const customerField = (
  { label, need }: { readonly label: string; readonly need: string },
  given: string | undefined,
): FormField => ({
  ...{ name: 'customerId', kind: 'own', label, need },
  draw: (own) => (given ? <Given label={label} id={given} /> : <Found {...own} label={label} />),
});

const Given = watching(function Given({ label, id }: { readonly label: string; readonly id: string }) {
  const { api } = useDesk();
  const known = useLoad(`customer of a form ${id}`, () =>
    api.get<Customer>(`/api/v1/customers/${encodeURIComponent(id)}`),
  );
  return (
    <p>
      {label}: <strong>{known.value?.name ?? id}</strong>
    </p>
  );
});

function Found({ id, label, value, error, onInput }: OwnFieldProps & { readonly label: string }) {
  const { t } = useDesk();
  return (
    <div id={id} tabIndex={-1}>
      <ChooseCustomer id={`${id}-one`} {...{ label, chosen: value, onChoose: onInput }} />
      {error ? (
        <p class="error">
          <span class="vh">{t('form.error')} </span>
          {error}
        </p>
      ) : null}
    </div>
  );
}
