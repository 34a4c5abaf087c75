import { readFragment } from '../../bridge/fragment.ts';
import type { PortalPage } from '../../features/portals/page.ts';
import { begin } from './start.ts';

// Before anything else can run: the fragment may hold a token, and leaves the address here.
const fragment = readFragment();
const page = JSON.parse(document.getElementById('portico-page')?.textContent ?? '{}') as PortalPage;
window.porticoStart = begin(page, fragment, window.parent !== window);
