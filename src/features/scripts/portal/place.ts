import css from './place.css?inline';
import type { ScriptWords } from './words.ts';

/** No more than this of a page is ever a script's. */
export const tallest = { none: 0, notice: 240, help: 480 } as const;

export interface Place {
  readonly frame: HTMLIFrameElement;
  /** What is seen of it, in pixels; never more than its place has. */
  resize(heightPx: number): void;
  /** The words of another language. */
  speak(t: ScriptWords): void;
  /** What stands there instead of what has stopped, if anything was to be seen. */
  stopped(): void;
  remove(): void;
}

export interface PlaceOptions {
  readonly src: string;
  readonly slot: keyof typeof tallest;
  readonly brand: string;
  /** In a page of the vendor's there is no corner of the window. */
  readonly framed: boolean;
  readonly into: Element;
  readonly t: ScriptWords;
  /** It took the keyboard from a field of the portal. */
  readonly onGrab: () => void;
}

const make = <Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  more: Partial<HTMLElementTagNameMap[Name]> = {},
): HTMLElementTagNameMap[Name] =>
  Object.assign(document.createElement(name), { className, ...more } as object);

/** A host whose tree no style of the page reaches. */
export function shelter(at: 'notice' | 'help' | 'none'): { host: HTMLElement; tree: ShadowRoot } {
  const host = document.createElement('div');
  host.dataset['porticoScript'] = '';
  host.dataset['at'] = at;
  host.toggleAttribute('data-empty', true);
  const tree = host.attachShadow({ mode: 'open' });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  tree.adoptedStyleSheets = [sheet];
  return { host, tree };
}

const fields = 'input,textarea,select,[contenteditable]';

/**
 * Where a script's frame stands for as long as it runs: moved, it would begin anew. What it shows bears the vendor's
 * name. It can not take the keyboard from somebody who types into the portal: it is inert until a person goes there, by
 * pointer or by keys, and again as soon as they are back in a field of the portal.
 */
export function makePlace({ src, slot, brand, framed, into, t: words, onGrab }: PlaceOptions): Place {
  const { host, tree } = shelter(slot);
  host.toggleAttribute('data-floats', slot === 'help' && !framed);
  const from = make('p', 'from');
  const launch = make('button', 'launch', { type: 'button', hidden: true });
  const card = make('section', 'card slot away');
  const frame = make('iframe', '', { src, referrerPolicy: 'no-referrer', inert: true });
  frame.setAttribute('sandbox', 'allow-scripts');
  frame.setAttribute('allow', "focus-without-user-activation 'none'");
  card.append(from, frame);
  tree.append(card, ...(slot === 'help' ? [launch] : []));

  let t = words;
  let height = 0;
  let isOpen = slot !== 'help';
  let isWanted = false;
  let field: HTMLElement | undefined;
  const guard = () => {
    frame.inert = height === 0 || !isOpen || !isWanted;
  };
  const want = (is: boolean) => {
    isWanted = is;
    guard();
  };
  const draw = () => {
    const seen = height > 0 && isOpen;
    host.toggleAttribute('data-empty', height === 0);
    card.classList.toggle('away', !seen);
    frame.style.blockSize = `${height}px`;
    launch.hidden = height === 0;
    launch.setAttribute('aria-expanded', String(isOpen));
    launch.textContent = t(isOpen ? 'script.hide' : 'script.help', { brand });
    from.textContent = t('script.from', { brand });
    frame.title = t('script.from', { brand });
    card.setAttribute('aria-hidden', String(!seen));
    from.tabIndex = seen ? 0 : -1;
    guard();
  };
  launch.addEventListener('click', () => {
    isOpen = !isOpen;
    isWanted = isOpen;
    draw();
  });
  // A pointer that only rests there does not say where its owner types.
  card.addEventListener('pointerenter', () => document.activeElement?.matches(fields) || want(true));
  card.addEventListener('pointerdown', () => want(true));
  card.addEventListener('pointerleave', () => document.activeElement === host || want(false));
  from.addEventListener('focus', () => want(true));
  const off = new AbortController();
  const { signal } = off;
  document.addEventListener(
    'focusin',
    ({ target }) => {
      if (target === host) return;
      field = target instanceof HTMLElement && target.matches(fields) ? target : undefined;
      if (field) want(false);
    },
    { signal },
  );
  // A frame of another process may still get the keyboard; that it asked for it while somebody typed is enough to end it.
  const giveBack = () => {
    if (isWanted || document.activeElement !== host) return;
    if (!field) return frame.blur();
    field.focus();
    onGrab();
  };
  addEventListener('blur', () => queueMicrotask(giveBack), { signal });
  if (slot === 'notice') into.prepend(host);
  else into.append(host);
  draw();
  return {
    frame,
    resize(heightPx) {
      height = Math.min(tallest[slot], heightPx);
      draw();
    },
    speak(spoken) {
      t = spoken;
      draw();
    },
    stopped() {
      frame.remove();
      if (height === 0) return host.remove();
      card.append(make('p', 'note', { textContent: t('script.stopped', { brand }) }));
      setTimeout(() => host.remove(), 10_000);
    },
    remove() {
      off.abort();
      host.remove();
    },
  };
}
