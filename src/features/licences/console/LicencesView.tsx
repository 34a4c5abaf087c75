import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { LicenceForm } from './LicenceForm.tsx';
import { LicenceList } from './LicenceList.tsx';
import { LicencePage } from './LicencePage.tsx';
import type { LicencesMessage } from './words.ts';

/** `/licences`, `/licences/new?customerId=…`, `/licences/lic_…`, `/licences/lic_…/edit`. */
export const LicencesView = watching(function LicencesView({ path, ...props }: ViewProps<LicencesMessage>) {
  const [id, part] = path;
  if (!id) return <LicenceList {...props} />;
  if (id === 'new') return <LicenceForm {...props} key="new" id={undefined} />;
  if (part === 'edit') return <LicenceForm {...props} key={id} id={id} />;
  return <LicencePage {...props} key={id} id={id} />;
});
