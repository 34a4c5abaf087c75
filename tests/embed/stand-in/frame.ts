import { connectHost, observeHeight, readFragment } from '../../../src/bridge/frame.ts';
import type { HostLink } from '../../../src/bridge/link.ts';

/** A portal document in its smallest form, for tests of the embed: it shakes hands, signs in and says that it is ready. */

export interface StandIn {
  link?: HostLink;
  failed?: unknown;
  /** Loads of this document in this frame: 1 until something reloads it. */
  readonly heard: { readonly name: string; readonly value: unknown }[];
  readonly fragment: ReturnType<typeof readFragment>;
  readonly parentSaid: unknown[];
}

declare global {
  interface Window {
    standIn: StandIn;
  }
}

const fragment = readFragment();
const heard: { name: string; value: unknown }[] = [];
const parentSaid: unknown[] = [];
const standIn: StandIn = { fragment, heard, parentSaid };
window.standIn = standIn;
window.addEventListener('message', (message) => parentSaid.push(message.data));

const page = JSON.parse(document.querySelector('#portico-page')?.textContent ?? '{}');
const content = document.querySelector('#content') as HTMLElement;
for (const [name, value] of Object.entries(fragment.tokens))
  document.documentElement.style.setProperty(`--portico-${name}`, value);

const signIn = async (token: string | null) =>
  fetch('/portal/v1/sessions', { method: 'POST', body: JSON.stringify({ token }) });

async function run(): Promise<void> {
  const link = await connectHost({ page, fragment });
  if (!link) {
    if (fragment.token) await signIn(fragment.token).then(show);
    return;
  }
  standIn.link = link;
  for (const name of ['update', 'navigate', 'logout', 'wake', 'lost'] as const)
    link.on(name, (value) => heard.push({ name, value }));
  observeHeight(content, link.resize);
  // Told as an event, since a test can't look into a frame that came out of the back/forward cache.
  link.on(
    'wake',
    () => void link.requestToken('expired').then((token) => link.emit('session.expired', { token })),
  );
  if (link.token === null) return show();
  const answer = await signIn(link.token);
  await show(answer);
  if (answer.ok) link.emit('ready');
  else link.emit('error', { code: 'token_rejected', fatal: false, requestId: 'req_1' });
}

async function show(answer?: Response): Promise<void> {
  const who = document.querySelector('#who') as HTMLElement;
  who.textContent = !answer
    ? 'signed out'
    : answer.ok
      ? `customer ${(await answer.json()).customer}`
      : 'refused';
}

run().catch((error) => {
  standIn.failed = error;
});
