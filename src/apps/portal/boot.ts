import { readFragment } from '../../bridge/fragment.ts';
import type { PortalPage } from '../../features/portals/page.ts';
import { begin } from './start.ts';

/** As long as a page takes that has its token at hand; for one that has to fetch it, the waiting bars are shown. */
const answerMs = 50;

// Before anything else can run: the fragment may hold a token, and leaves the address here.
const fragment = readFragment();
const page = JSON.parse(document.getElementById('portico-page')?.textContent ?? '{}') as PortalPage;
const start = begin(page, fragment, window.parent !== window);
window.porticoStart = start;

// The bars would be laid out and painted before the host's answer is read, which is there sooner: first the session is
// asked for, then there is time to draw while it is opened.
const root = document.documentElement;
const show = () => {
  root.hidden = false;
};
root.hidden = true;
setTimeout(show, answerMs);
void start.greeting.then(show, show);
