import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { InstallationForm } from './InstallationForm.tsx';
import { LabelSheet } from './LabelSheet.tsx';
import { LocationForm } from './LocationForm.tsx';
import { LocationList } from './LocationList.tsx';
import { LocationPage } from './LocationPage.tsx';
import type { SitesMessage } from './words.ts';

/** `/sites`, `/sites/new?customerId=…`, `/sites/loc_…`, `/sites/loc_…/edit`, `/sites/loc_…/labels`, `/sites/loc_…/new`, `/sites/loc_…/ins_…`. */
export const SitesView = watching(function SitesView({ path, ...props }: ViewProps<SitesMessage>) {
  const [id, part] = path;
  if (!id) return <LocationList {...props} />;
  if (id === 'new') return <LocationForm {...props} key="new" id={undefined} />;
  if (part === 'edit') return <LocationForm {...props} key={id} id={id} />;
  if (part === 'labels') return <LabelSheet {...props} key={id} id={id} />;
  if (part) {
    return <InstallationForm {...props} key={part} locationId={id} id={part === 'new' ? undefined : part} />;
  }
  return <LocationPage {...props} key={id} id={id} />;
});
