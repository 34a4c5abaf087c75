import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { later } from '../../../kit/ui/console/later.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import './customers.css';
import { CustomerList } from './CustomerList.tsx';
import { CustomerPage } from './CustomerPage.tsx';
import type { CustomersMessage } from './words.ts';

const CustomerForm = later('CustomerForm', () => import('./CustomerForm.tsx'));
const BulkList = later('BulkList', () => import('./bulk/BulkList.tsx'));
const BulkPage = later('BulkPage', () => import('./bulk/BulkPage.tsx'));
const DeletionList = later('DeletionList', () => import('./DeletionList.tsx'));

/** `/customers`, `/customers/changes`, `/customers/deletions`, `/customers/new`, `/customers/cus_…` with its tabs, `/customers/cus_…/edit`. */
export const CustomersView = watching(function CustomersView({
  path,
  ...props
}: ViewProps<CustomersMessage>) {
  const [id, part] = path;
  const what = props.t('customers.title');
  if (!id) return <CustomerList {...props} />;
  if (id === 'deletions') return <DeletionList {...props} what={what} />;
  if (id === 'changes' && part) return <BulkPage {...props} what={what} key={part} id={part} />;
  if (id === 'changes') return <BulkList {...props} what={what} />;
  if (id === 'new') return <CustomerForm {...props} what={what} key="new" id={undefined} />;
  if (part === 'edit') return <CustomerForm {...props} what={what} key={id} id={id} />;
  return <CustomerPage {...props} key={id} id={id} tab={part ?? 'all'} />;
});
