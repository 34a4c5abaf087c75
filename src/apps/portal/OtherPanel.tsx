import { Failed } from '../../kit/ui/Failed.tsx';
import { later } from '../../kit/ui/later.tsx';
import type { Portal } from './portal.ts';

export interface OtherPanelProps {
  readonly portal: Portal;
  /** `null`: opened by address without the right to see it. */
  readonly panel: string | null;
  readonly onReady: (error?: unknown) => void;
}

const Lazy = later<OtherPanelProps>(
  () => import('./doors.ts').then((file) => file.OtherPanel),
  ({ portal }, again) => {
    const t = portal.t.value;
    return <Failed t={t} title={t('state.failed')} error={{ code: 'offline' }} onRetry={again} />;
  },
);

/** Any panel but the first one, and what stands in place of all of them. */
export const OtherPanel = Object.assign(
  (props: OtherPanelProps) => props.portal.first?.(props) ?? <Lazy {...props} />,
  { fetch: Lazy.fetch },
);
