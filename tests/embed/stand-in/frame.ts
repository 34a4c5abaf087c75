import { readFragment } from '../../../src/bridge/fragment.ts';
import { linkHost } from '../../../src/bridge/frame.ts';
import { observeHeight } from '../../../src/bridge/height.ts';
import { type Greeting, greetHost } from '../../../src/bridge/hello.ts';
import type { HostLink } from '../../../src/bridge/link.ts';
import { tellEvent, tellHeight } from '../../../src/bridge/tell.ts';
import { readTokens } from '../../../src/bridge/tokens.ts';

/** A portal document in its smallest form, for tests of the embed: it shakes hands, signs in and says that it is ready. */

export interface StandIn {
  link?: HostLink;
  greeting?: Greeting;
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

const given = readFragment();
const fragment = { ...given, tokens: readTokens(given.tokens) };
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
  const greeting = await greetHost(page.allowedHosts, fragment);
  if (!greeting) {
    if (fragment.token) await signIn(fragment.token).then(show);
    return;
  }
  const emit = (name: string, detail = {}) => tellEvent(greeting, name, detail);
  const refuse = (error: Error) => {
    const detail = { code: 'token_failed', fatal: true, message: error.message };
    emit('error', detail);
    linkHost(greeting, true).explain(detail);
    throw error;
  };
  let token: string | null | undefined;
  try {
    token = greeting.token();
  } catch (error) {
    return refuse(error as Error);
  }
  const link = linkHost(greeting, token !== undefined);
  standIn.link = link;
  standIn.greeting = greeting;
  for (const name of ['update', 'navigate', 'logout', 'wake', 'lost'] as const)
    link.on(name, (value) => heard.push({ name, value }));
  observeHeight(content, (px) => tellHeight(greeting, px));
  // Told as an event, since a test can't look into a frame that came out of the back/forward cache.
  link.on(
    'wake',
    () => void link.requestToken('expired').then((token) => emit('session.expired', { token })),
  );
  if (!token) return show();
  const answer = await signIn(token);
  await show(answer);
  if (answer.ok) return emit('ready', { tookMs: Math.round(performance.now()) });
  const detail = { code: 'token_rejected', fatal: false, requestId: 'req_1' };
  emit('error', detail);
  link.explain(detail);
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
