import type { Bootstrap } from '../../features/access/schema.ts';
import type { Translate } from '../../kit/browser/words.ts';
import type { EntryMessage } from './words.ts';

/** The name of a panel in navigation and window title; one that this version does not know shows its id. */
export const titleOf = (
  t: Translate<EntryMessage>,
  panel: string,
  /** Those of the vendor's own bring theirs. */
  plugins: Bootstrap['plugins'] = [],
): string =>
  plugins.find(({ id }) => id === panel)?.name ?? t(`nav.${panel}` as 'nav.contracts').replace('nav.', '');
