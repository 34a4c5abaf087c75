// Before anything is drawn with them: elements, hooks and signals are the libraries' own from here on.
import '../../kit/ui/runtime/full.ts';
import { effect } from '@preact/signals-core';
import { hydrate, render } from 'preact';
import type { OtherPanel as OtherPanelView } from './OtherPanel.tsx';
import { loadPanel } from './panels.ts';
import { createPortal, type PortalOptions } from './portal.ts';
import type { Shell as ShellView } from './Shell.tsx';

/** The whole portal. It takes over what `Shell` drew first, or draws what only it can. */
export async function takeOver(
  options: PortalOptions,
  element: Element,
  { Shell, OtherPanel }: { readonly Shell: typeof ShellView; readonly OtherPanel: typeof OtherPanelView },
): Promise<void> {
  const portal = createPortal(options);
  // Drawn once, when it is known what there is to show: until then the document's own bars stand here.
  await portal.start();
  // Fetched by the few who need it: while one of the vendor's staff is in this portal.
  effect(() => {
    const helping = portal.bootstrap.value?.helping;
    if (helping)
      void import('./help-bar.tsx').then(({ showHelpBar }) => showHelpBar(portal, helping, element, render));
  });
  const shell = <Shell portal={portal} />;
  if (options.drawn) {
    // What was drawn has to stand there at once, or the library would take it away first.
    const { panel } = portal.router.route.peek();
    if (portal.page.opens && panel)
      await Promise.all([OtherPanel.fetch(), loadPanel(panel, portal.language.peek(), portal)]);
    return hydrate(shell, element);
  }
  element.replaceChildren();
  render(shell, element);
}
