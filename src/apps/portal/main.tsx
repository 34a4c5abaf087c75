import { render } from 'preact';
import { observeHeight, readFragment } from '../../bridge/frame.ts';
import type { PortalPage } from '../../features/portals/page.ts';
import type { Words } from '../../kit/common/message.ts';
import { wearTokens } from './host-look.ts';
import { createPortal } from './portal.ts';
import { Shell } from './Shell.tsx';
import '../../kit/ui/styles.ts';
import './portal.css';

// Before anything else can run: the fragment may hold a token, and leaves the address here.
const fragment = readFragment();

/** Written into the document by our own server. */
const dataOf = (id: string): unknown => JSON.parse(document.getElementById(id)?.textContent ?? '{}');

const page = dataOf('portico-page') as PortalPage;
const root = document.documentElement;
const framed = window.parent !== window;
root.dataset['place'] = framed ? 'frame' : 'page';
wearTokens(fragment.tokens, page.theme.name === 'host', root);

const portal = createPortal({ page, words: dataOf('portico-words') as Words, fragment, framed, root });
const element = document.getElementById('portico');
if (element) {
  void portal.start();
  // The document's own bars are not Preact's: what they don't share with the first drawing would stay.
  element.replaceChildren();
  render(<Shell portal={portal} />, element);
  if (framed) observeHeight(element, portal.resized);
}
