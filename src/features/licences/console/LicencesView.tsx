import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { AbuseList } from './AbuseList.tsx';
import { LicenceForm } from './LicenceForm.tsx';
import { LicenceList } from './LicenceList.tsx';
import { LicencePage } from './LicencePage.tsx';
import { OfferList } from './OfferList.tsx';
import type { LicencesMessage } from './words.ts';

/** `/licences`, `/licences/ending`, `/licences/abuse`, `/licences/offers`, `/licences/new?customerId=…`, `/licences/lic_…`, `/licences/lic_…/edit`. */
export const LicencesView = watching(function LicencesView({ path, ...props }: ViewProps<LicencesMessage>) {
  const [id, part] = path;
  if (!id) return <LicenceList {...props} key="all" />;
  if (id === 'ending') return <LicenceList {...props} key="ending" ending />;
  if (id === 'abuse') return <AbuseList {...props} />;
  if (id === 'offers') return <OfferList {...props} />;
  if (id === 'new') return <LicenceForm {...props} key="new" id={undefined} />;
  if (part === 'edit') return <LicenceForm {...props} key={id} id={id} />;
  return <LicencePage {...props} key={id} id={id} />;
});
