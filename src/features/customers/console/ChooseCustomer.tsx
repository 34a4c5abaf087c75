import { Choose } from '../../../kit/ui/console/Choose.tsx';
import type { ListedCustomer } from '../schema.ts';
import type { Part } from './words.ts';

interface ChooseCustomerProps extends Part {
  readonly label: string;
  /** Never offered: the customer itself. */
  readonly except: string;
  readonly chosen: string;
  readonly onChoose: (id: string) => void;
}

/** Another customer, found by what one knows of it. */
export const ChooseCustomer = ({ desk, t, label, except, chosen, onChoose }: ChooseCustomerProps) => (
  <Choose
    {...{ t, label, chosen, onChoose }}
    id="choose"
    hint={t('customers.search')}
    found={t('customers.choose.found')}
    none={t('customers.choose.none')}
    find={async (search) => {
      const query = new URLSearchParams({ search, limit: '10' });
      const { items } = await desk.api.get<{ items: ListedCustomer[] }>(`/api/v1/customers?${query}`);
      return items
        .filter(({ id }) => id !== except)
        .map(({ id, name, number, billing }) => ({
          value: id,
          label: [name, number, billing.city].filter(Boolean).join(', '),
        }));
    }}
  />
);
