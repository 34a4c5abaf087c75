import { computed, effect, signal } from '@preact/signals-core';
import type { render } from 'preact';
import css from '../../features/login-as/portal/bar.css?inline';
import { HelpBar } from '../../features/login-as/portal/HelpBar.tsx';
import type { HelpMessage } from '../../features/login-as/portal/words.ts';
import type { Helping } from '../../features/login-as/schema.ts';
import { translator } from '../../kit/browser/words.ts';
import type { Words } from '../../kit/common/message.ts';
import type { Portal } from './portal.ts';

let shown: string | undefined;

/**
 * Puts the bar above the portal while somebody of the vendor's staff is in it: above everything in a window of its own,
 * where the operator sits; in the flow of the frame, where the customer does. In the console's own preview the console
 * says so itself.
 */
export function showHelpBar(portal: Portal, helping: Helping, element: Element, draw: typeof render): void {
  const key = JSON.stringify([helping.side, helping.operator, helping.grantId]);
  if (shown === key || (helping.kind === 'preview' && portal.framed)) return;
  shown = key;
  document.querySelector('[data-portico-part="helping"]')?.remove();
  const host = document.createElement('div');
  host.dataset.porticoPart = 'helping';
  const tree = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  tree.adoptedStyleSheets = [sheet];
  if (portal.framed) element.prepend(host);
  else {
    host.toggleAttribute('data-fixed', true);
    document.body.prepend(host);
    new ResizeObserver(() => {
      document.body.style.marginBlockStart = `${Math.ceil(host.getBoundingClientRect().height)}px`;
    }).observe(host);
  }

  const words = signal<Words>({});
  effect(() => {
    const language = portal.language.value;
    void portal.wordsOf('help', language).then((loaded) => {
      words.value = loaded;
    });
  });
  const t = computed(() => translator<HelpMessage>(words.value, portal.manner.value));
  const ended = signal(false);
  const over = computed(() => ended.value || portal.gate.value !== undefined);
  const customer = portal.bootstrap.peek()?.customer.name ?? '';
  if (helping.side === 'operator') nameTab(t);

  const end = async () => {
    if (helping.side === 'operator') return portal.signOut();
    await (await portal.http()).delete(`/portal/v1/login-as/grants/${helping.grantId}`).catch(() => {});
    ended.value = true;
  };
  const bar = (
    <HelpBar
      t={t}
      helping={helping}
      brand={portal.page.brandName}
      customer={customer}
      over={over}
      end={end}
    />
  );
  // Not before there are words for it.
  const stop = effect(() => {
    if (Object.keys(words.value).length === 0) return;
    queueMicrotask(() => stop());
    draw(bar, tree);
  });
}

/** The title of the tab says whose it is, whatever panel it shows. */
function nameTab(t: { readonly value: ReturnType<typeof translator<HelpMessage>> }): void {
  let ours = '';
  const name = () => {
    if (document.title === ours) return;
    ours = t.value('helping.tab', { title: document.title });
    document.title = ours;
  };
  effect(
    () => void (t.value && ours === '' && t.value('helping.tab', { title: '' }) !== 'helping.tab' && name()),
  );
  const title = document.querySelector('title');
  if (title) new MutationObserver(() => ours && name()).observe(title, { childList: true });
}
