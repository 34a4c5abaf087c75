// Before anything is drawn with them: elements, hooks and signals are the libraries' own from here on.
import '../../kit/ui/runtime/full.ts';
import { effect } from '@preact/signals-core';
import { hydrate, render } from 'preact';
import { helpWords } from './help-words.ts';
import { createPortal, type PortalOptions } from './portal.ts';
import type { Shell as ShellView } from './Shell.tsx';

/** The whole portal. It takes over what `Shell` drew first, or draws what only it can. */
export async function takeOver(
  options: PortalOptions,
  element: Element,
  Shell: typeof ShellView,
): Promise<void> {
  const portal = createPortal(options);
  // Drawn once, when it is known what there is to show: until then the document's own bars stand here.
  await portal.start();
  // Fetched by the few who need it: while one of the vendor's staff is in this portal.
  effect(() => {
    const helping = portal.bootstrap.value?.helping;
    if (helping)
      void import('./help-bar.tsx').then(({ showHelpBar }) =>
        showHelpBar(portal, helping, element, { render, words: helpWords }),
      );
  });
  const shell = <Shell portal={portal} />;
  if (options.drawn) return hydrate(shell, element);
  element.replaceChildren();
  render(shell, element);
}
