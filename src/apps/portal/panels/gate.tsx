import { GatePage, type Reason } from '../../../features/access/portal/GatePage.tsx';
import { translator } from '../../../kit/browser/words.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';

export const Panel = watching(({ portal, words }: PanelView) => (
  <GatePage
    t={translator(words, portal.manner.value)}
    reason={portal.gate.value?.kind as Reason}
    brand={portal.page.brandName}
    onContinue={portal.asksHost.value ? () => void portal.again() : undefined}
  />
));
