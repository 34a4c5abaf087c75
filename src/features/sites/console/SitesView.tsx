import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { HandoverForm } from './HandoverForm.tsx';
import { InstallationForm } from './InstallationForm.tsx';
import { LabelSheet } from './LabelSheet.tsx';
import { LocationForm } from './LocationForm.tsx';
import { LocationList } from './LocationList.tsx';
import { LocationPage } from './LocationPage.tsx';
import { RecordForm } from './RecordForm.tsx';
import { recordKinds } from './Records.tsx';
import './photos.css';
import type { SitesMessage } from './words.ts';

/** `/sites`, `/sites/new?customerId=…`, `/sites/loc_…`, `/sites/loc_…/edit`, `/sites/loc_…/labels`, `/sites/loc_…/new`, `/sites/loc_…/ins_…`,
 * `/sites/loc_…/handover`, `/sites/loc_…/logbook`, `/sites/loc_…/logbook/new`, `/sites/loc_…/logbook/log_…`, and the same for other records. */
export const SitesView = watching(function SitesView({ path, ...props }: ViewProps<SitesMessage>) {
  const [id, part, inside] = path;
  if (!id) return <LocationList {...props} />;
  if (id === 'new') return <LocationForm {...props} key="new" id={undefined} />;
  if (part === 'edit') return <LocationForm {...props} key={id} id={id} />;
  if (part === 'labels') return <LabelSheet {...props} key={id} id={id} />;
  if (part === 'handover') return <HandoverForm {...props} key={id} id={id} />;
  const kind = recordKinds.find((one) => one === part);
  if (kind && kind !== 'requests' && inside) {
    const of = inside === 'new' ? undefined : inside;
    return <RecordForm {...props} key={`${kind} ${inside}`} locationId={id} kind={kind} id={of} />;
  }
  if (part && !kind) {
    return <InstallationForm {...props} key={part} locationId={id} id={part === 'new' ? undefined : part} />;
  }
  return <LocationPage {...props} key={id} id={id} tab={kind ?? 'installations'} />;
});
