import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { watching } from '../../../kit/ui/signals.ts';
import './customers.css';
import { CustomerForm } from './CustomerForm.tsx';
import { CustomerList } from './CustomerList.tsx';
import { CustomerPage } from './CustomerPage.tsx';
import type { CustomersMessage } from './words.ts';

/** `/customers`, `/customers/new`, `/customers/cus_…` with its tabs, `/customers/cus_…/edit`. */
export const CustomersView = watching(function CustomersView({
  path,
  ...props
}: ViewProps<CustomersMessage>) {
  const [id, part] = path;
  if (!id) return <CustomerList {...props} />;
  if (id === 'new') return <CustomerForm {...props} key="new" id={undefined} />;
  if (part === 'edit') return <CustomerForm {...props} key={id} id={id} />;
  return <CustomerPage {...props} key={id} id={id} tab={part ?? 'all'} />;
});
