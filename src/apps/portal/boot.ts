import { readFragment } from '../../bridge/fragment.ts';
import type { PortalPage } from '../../features/portals/page.ts';
import { begin } from './start.ts';

/** Whoever waits no longer than this needs nothing to look at meanwhile. */
const quickMs = 150;

// Before anything else can run: the fragment may hold a token, and leaves the address here.
const fragment = readFragment();
const page = JSON.parse(document.getElementById('portico-page')?.textContent ?? '{}') as PortalPage;
const start = begin(page, fragment, window.parent !== window);
window.porticoStart = start;

// The bars would be laid out and painted while the first answer is on its way, and replaced as soon as it is there.
const root = document.documentElement;
const show = () => {
  root.hidden = false;
};
root.hidden = true;
setTimeout(show, quickMs);
void start.opened.then(show, show);
