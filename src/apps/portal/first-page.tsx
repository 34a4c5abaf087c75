import { signal } from '@preact/signals-core';
import type { ComponentType } from 'preact';
import type { Session } from '../../features/access/schema.ts';
import { createRouter } from '../../kit/browser/router.ts';
import { translator } from '../../kit/browser/words.ts';
import type { Words } from '../../kit/common/message.ts';
import { draw } from '../../kit/ui/runtime/draw.ts';
import { mannerOf } from './manner.ts';
import type { PanelView } from './panels.ts';
import type { Portal } from './portal.ts';
import type { Shell as ShellView } from './Shell.tsx';
import { isLanguageAsked, type Start } from './start.ts';

/**
 * Draws the order page from what came with the document or the session, with no library and no further call. False
 * where that is not enough: somebody may be in whom only the full portal can ask for, something typed is waiting in this
 * tab, the address leads elsewhere, or the customer speaks another language than the document.
 */
export function drawPage(
  { page, fragment, framed }: Start,
  session: Session | undefined,
  words: Words,
  into: Element,
  Shell: typeof ShellView,
  Panel: ComponentType<PanelView>,
): boolean {
  const bootstrap = session?.bootstrap;
  const { mail, oidc, handoff, token } = fragment;
  const fits = bootstrap
    ? bootstrap.order &&
      !bootstrap.terms &&
      !bootstrap.helping &&
      (isLanguageAsked() || bootstrap.language === page.language)
    : page.order && !page.known && !(mail || oidc || handoff || token);
  const router = createRouter({
    base: new URL(page.address).pathname,
    panel: 'order',
    framed,
    onGo: () => {},
  });
  const { id } = router.route.value;
  if (!fits || !page.opens || hasKept(page.portal) || location.hash || (id && !id.startsWith('var_')))
    return false;
  const manner = mannerOf(page, page.language, bootstrap);
  const own = { ...words, ...page.opens.words };
  // What a view reads while it is drawn; what it calls on an event comes with the portal itself.
  const portal: Partial<Portal> = {
    page,
    framed,
    router,
    bootstrap: signal(bootstrap),
    gate: signal(bootstrap ? undefined : { kind: 'none' as const }),
    language: signal(page.language),
    t: signal(translator(words, manner)),
    prefill: fragment.prefill,
    draft: () => ({ read: () => undefined, write() {}, clear() {} }),
    first: (props) => (
      <Panel
        {...(props as unknown as PanelView)}
        words={page.opens?.words ?? {}}
        t={translator(own, manner)}
      />
    ),
  };
  into.replaceChildren();
  draw(<Shell portal={portal as Portal} />, into);
  return true;
}

/** A session of this tab, or what somebody typed here before: only the full portal reads them. */
function hasKept(portal: string): boolean {
  try {
    return Object.keys(sessionStorage).some((key) => key.startsWith(`portico:${portal}:`));
  } catch {
    return false;
  }
}
