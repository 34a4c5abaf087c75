import { EntrancePage, entranceWords } from '../../../features/access/portal/EntrancePage.tsx';
import { translator } from '../../../kit/browser/words.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { PanelView } from '../panels.ts';

export const Panel = watching(({ portal, words }: PanelView) => (
  <EntrancePage
    t={translator<never>(entranceWords(words), portal.manner.value)}
    onEnter={async (credential) => void (await portal.signIn(credential))}
  />
));
