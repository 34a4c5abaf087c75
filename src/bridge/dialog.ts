import { languageOf } from './language.ts';
import type { PortalElement } from './mount.ts';

const style =
  'dialog{box-sizing:border-box;width:min(60rem,100vw - 2rem);height:min(56rem,100dvh - 2rem);max-width:none;' +
  'max-height:none;padding:0;border:0;border-radius:12px;overflow:hidden;background:Canvas;color:CanvasText}' +
  'dialog[open]{display:flex;flex-direction:column}dialog::backdrop{background:rgb(0 0 0/.5)}' +
  'button{align-self:end;flex:none;width:44px;height:44px;border:0;background:none;color:inherit;' +
  'font:24px/1 system-ui;cursor:pointer}::slotted(portico-portal){flex:1;min-height:0!important}' +
  '@media(max-width:40rem){dialog{width:100vw;height:100dvh;border-radius:0}}';

const closeWords: Record<string, string> = { de: 'Schließen', nl: 'Sluiten', fr: 'Fermer' };

const fill = 'iframe{height:100%!important}';

export type ClosedBy = 'user' | 'api' | 'escape';

export interface PortalDialog {
  show(by: 'user' | 'api', opener: HTMLElement | null): void;
  close(by: ClosedBy): void;
}

const sheetOf = (css: string): CSSStyleSheet => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  return sheet;
};

/** Keeps the page behind the dialog still, and gives back exactly what the page's own script had set. */
function lockScroll(): () => void {
  const { style: page, clientWidth } = document.documentElement;
  const room = innerWidth - clientWidth;
  const kept = ['overflow', 'padding-right'].map(
    (name) => [name, page.getPropertyValue(name), page.getPropertyPriority(name)] as const,
  );
  page.setProperty('overflow', 'hidden', 'important');
  if (room) page.setProperty('padding-right', `${room}px`); // where the scroll bar was
  return () => {
    for (const [name, value, priority] of kept) page.setProperty(name, value, priority);
  };
}

/**
 * A native dialog around `el`: top layer, so no `z-index` of the page covers it, and the page behind is inert. The
 * frame lives on while it is closed, so nothing typed is lost.
 */
export function createDialog(el: PortalElement): PortalDialog {
  const home = document.createElement('div');
  const root = home.attachShadow({ mode: 'open' });
  root.adoptedStyleSheets = [sheetOf(style)];
  const dialog = document.createElement('dialog');
  const button = document.createElement('button');
  button.textContent = '×';
  let closedBy: ClosedBy = 'escape';
  let opener: HTMLElement | null = null;
  let unlock: (() => void) | undefined;

  // From the last element of a dialog Tab leaves the page for the browser's own bars; the edges turn it round.
  const edge = (turn: () => void) => {
    const span = document.createElement('span');
    span.tabIndex = 0;
    span.onfocus = turn;
    return span;
  };
  dialog.append(
    edge(() => el.root.querySelector('iframe')?.focus()),
    button,
    document.createElement('slot'),
    edge(() => button.focus()),
  );
  root.append(dialog);
  home.append(el);

  const free = () => {
    unlock?.();
    unlock = undefined;
  };
  const close = (by: ClosedBy) => {
    closedBy = by;
    dialog.close();
  };
  button.onclick = () => close('user');
  // It has no padding: a press on itself is one beside it.
  dialog.onclick = ({ target }) => {
    if (target === dialog) close('user');
  };
  dialog.onclose = () => {
    free();
    opener?.focus();
    el.mount?.event({ name: 'close', detail: { by: closedBy } });
    closedBy = 'escape';
  };
  return {
    close,
    show(by, from) {
      if (!home.isConnected) {
        dialog.open = false; // taken out of the page while it was open
        document.body.append(home);
      }
      if (dialog.open) return;
      opener = from;
      button.ariaLabel = closeWords[languageOf(el).slice(0, 2)] ?? 'Close';
      dialog.ariaLabel = el.getAttribute('portal');
      dialog.showModal();
      el.root.adoptedStyleSheets = [...el.root.adoptedStyleSheets, sheetOf(fill)]; // the frame scrolls, not the dialog
      button.focus();
      unlock ??= lockScroll();
      el.mount?.abort.signal.addEventListener('abort', free);
      el.mount?.event({ name: 'open', detail: { by } });
    },
  };
}
