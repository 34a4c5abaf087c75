import { observeHeight } from '../../bridge/height.ts';
import { tellEvent, tellHeight } from '../../bridge/tell.ts';
import { readTokens } from '../../bridge/tokens.ts';
import type { Words } from '../../kit/common/message.ts';
import { draw } from '../../kit/ui/runtime/draw.ts';
import { drawFirst } from './first.tsx';
import { holdActs } from './hold.ts';
import { wearTokens } from './host-look.ts';
import { OtherPanel } from './OtherPanel.tsx';
import { afterPaint } from './paint.ts';
import { Shell } from './Shell.tsx';
import type { Start } from './start.ts';
// Of the entry, so that no page asks for it in a file of its own.
import '../../kit/ui/press.ts';
import '../../kit/ui/styles.ts';
import './portal.css';

/** Whose first view needs none of what leads to all pages. */
const ahead = async () =>
  page.opens?.panel === 'order'
    ? (start.drawOrder ?? (await import('./panels/order.tsx')).drawOrder)
    : undefined;

/** Long enough that what the page around the portal does at its start is not held up; nobody has read on by then. */
const takeOverMs = 1_000;

// `boot.ts` stands in the document before this script, and has long begun.
const start = window.porticoStart as Start;
const { page, framed, fragment } = start;
const root = document.documentElement;
const element = document.getElementById('portico') as HTMLElement;
const words = JSON.parse(document.getElementById('portico-words')?.textContent ?? '{}') as Words;
root.dataset['place'] = framed ? 'frame' : 'page';
wearTokens(readTokens(fragment.tokens), page.theme.name === 'host', root);

let drawn = false;
let running: Promise<void> | undefined;
function run(): Promise<void> {
  running ??= import('./doors.ts').then(({ takeOver }) =>
    takeOver({ start, words, root, drawn }, element, { Shell, OtherPanel }),
  );
  running.catch(() => {
    running = undefined; // A file that failed to load is asked for again.
  });
  return running;
}

/** Not even the portal's own script can be had, and nothing is drawn yet: so much can be said without it. */
function sayFailed(): void {
  const again = document.createElement('button');
  Object.assign(again, { type: 'button', className: 'link', textContent: words['state.retry'] });
  again.addEventListener('click', () => location.reload());
  element.replaceChildren();
  draw(<p role="alert">{words['state.failed']} </p>, element);
  element.firstElementChild?.append(again);
}

const greeting = start.greeting.catch(() => undefined); // Why it failed is the whole portal's business.
void greeting.then((host) => host && observeHeight(element, (px) => tellHeight(host, px)));
void start.opened
  .then(async (session) => {
    const drawOwn = await ahead();
    drawn = drawOwn
      ? drawOwn(start, session, words, element, Shell)
      : session !== undefined && drawFirst(start, session, words, element);
  })
  .catch(() => {}) // Likewise.
  .then(async () => {
    if (!drawn) return run().catch(sayFailed);
    const bring = holdActs(element, run);
    setTimeout(bring, takeOverMs);
    const host = await greeting;
    afterPaint(() => {
      if (host) tellEvent(host, 'ready', { tookMs: Math.round(performance.now()) });
      // What it costs is what people look for next.
      if (page.opens) bring();
    });
  });
