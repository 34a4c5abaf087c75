import { signal } from '@preact/signals-core';
import type { Session } from '../../features/access/schema.ts';
import { createRouter } from '../../kit/browser/router.ts';
import { translator } from '../../kit/browser/words.ts';
import type { Words } from '../../kit/common/message.ts';
import { draw } from '../../kit/ui/runtime/draw.ts';
import { mannerOf } from './manner.ts';
import type { Portal } from './portal.ts';
import { Shell } from './Shell.tsx';
import { isLanguageAsked, type Start } from './start.ts';
import type { EntryMessage } from './words.ts';

/**
 * Draws the first panel from the first answer, with no library. False where that is not enough: for another panel, a
 * closed door, or a customer whose language is not the document's. The same views are Preact's soon after.
 */
export function drawFirst(
  { page, fragment, framed }: Start,
  { bootstrap }: Session,
  words: Words,
  into: Element,
): boolean {
  const panels = bootstrap.panels.filter(({ view }) => view).map(({ panel }) => panel);
  const asked = page.panel ?? fragment.panel;
  const spoken = isLanguageAsked() || bootstrap.language === page.language;
  if (
    (asked ?? panels[0]) !== 'contracts' ||
    !panels.includes('contracts') ||
    !bootstrap.contracts ||
    bootstrap.terms ||
    bootstrap.helping ||
    !spoken
  )
    return false;
  const manner = mannerOf(page, page.language, bootstrap);
  // What a view reads while it is drawn; what it calls on an event comes with the portal itself.
  const portal = {
    page,
    framed,
    router: createRouter({ base: new URL(page.address).pathname, panel: asked, framed, onGo: () => {} }),
    bootstrap: signal(bootstrap),
    gate: signal(undefined),
    language: signal(page.language),
    t: signal(translator<EntryMessage>(words, manner)),
  } as Partial<Portal> as Portal;
  into.replaceChildren();
  draw(<Shell portal={portal} />, into);
  return true;
}
