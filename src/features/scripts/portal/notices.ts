import { shelter } from './place.ts';
import type { ScriptWords } from './words.ts';

export interface Notices {
  say(text: string): void;
  ask(url: URL): void;
}

/** So many in a minute; the same words once in a visit. */
const most = 3;
const perMs = 60_000;

/**
 * What a script says by `alert`, and the pages that it would open, as the portal puts it: plain words under the vendor's
 * name in the flow of the page. It takes neither focus nor view, so it cannot pass for the portal's own dialogs.
 */
export function makeNotices(
  into: Element,
  {
    brand,
    words,
    now,
  }: { readonly brand: string; readonly words: () => ScriptWords; readonly now: () => number },
): Notices {
  const { host, tree } = shelter('notice');
  const said = new Set<string>();
  let times: number[] = [];
  const area = document.createElement('div');
  area.setAttribute('role', 'status');
  tree.append(area);

  const element = (name: 'p' | 'div' | 'button', className: string, text = '') => {
    const made = document.createElement(name);
    made.className = className;
    made.textContent = text;
    return made;
  };
  const close = (card: Element) => {
    card.remove();
    host.toggleAttribute('data-empty', area.childElementCount === 0);
  };
  const show = (kind: string, text: string, act: HTMLElement | undefined, away: string) => {
    const t = words();
    // Made early, so that screen readers know it before anything is said there.
    if (!host.isConnected) into.prepend(host);
    for (const one of area.querySelectorAll(`.${kind}`)) one.remove();
    const card = element('div', `card note ${kind}`);
    const inner = element('div', '');
    inner.append(element('p', 'from', t('script.from', { brand })), element('p', 'text', text));
    const acts = element('div', 'acts');
    const leave = element('button', '', away) as HTMLButtonElement;
    leave.type = 'button';
    leave.addEventListener('click', () => close(card));
    if (act) {
      act.addEventListener('click', () => close(card));
      acts.append(act);
    }
    acts.append(leave);
    card.append(inner, acts);
    area.append(card);
    host.toggleAttribute('data-empty', false);
  };
  const isTooMany = (): boolean => {
    times = times.filter((at) => now() - at < perMs);
    if (times.length >= most) return true;
    times.push(now());
    return false;
  };

  return {
    say(text) {
      if (said.has(text) || isTooMany()) return;
      said.add(text);
      show('said', text, undefined, words()('script.close'));
    },
    ask(url) {
      if (isTooMany()) return;
      const t = words();
      const open = document.createElement('a');
      Object.assign(open, {
        className: 'open',
        href: url.href,
        target: '_blank',
        rel: 'noopener noreferrer',
      });
      open.textContent = t('script.open', { host: url.host });
      show('asked', t('script.link', { brand, address: url.href.slice(0, 200) }), open, t('script.not-now'));
    },
  };
}
