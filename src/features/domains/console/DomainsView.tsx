import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { CallArea } from './CallArea.tsx';
import { DomainList } from './DomainList.tsx';
import { WaitingList } from './WaitingList.tsx';
import type { DomainsMessage } from './words.ts';

/** `/domains`, `/domains/waiting`, `/domains/calls/cus_…`. */
export const DomainsView = watching(function DomainsView({ path, ...props }: ViewProps<DomainsMessage>) {
  const [part, customerId] = path;
  if (part === 'waiting') return <WaitingList {...props} />;
  if (part === 'calls' && customerId) return <CallArea {...props} key={customerId} customerId={customerId} />;
  return <DomainList {...props} />;
});
