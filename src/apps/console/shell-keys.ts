import { useLayoutEffect } from 'preact/hooks';
import type { Desk } from '../../kit/ui/console/desk.ts';
import { isTyping } from '../../kit/ui/console/row-keys.ts';
import { offered } from './SideNav.tsx';

/** Behind G: the views that a day is spent in. */
const goes: Readonly<Record<string, string>> = {
  s: 'start',
  c: 'customers',
  o: 'orders',
  d: 'documents',
  p: 'portals',
};
/** So long G waits for its letter. */
const waitMs = 1_500;

interface ShellKeys {
  readonly find: () => void;
  readonly help: () => void;
}

/** Keys that hold on every page; letters are never taken from a field or a dialog. */
export function useShellKeys(desk: Desk, { find, help }: ShellKeys): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: what they open is the shell's own state
  useLayoutEffect(() => {
    let wentAt = 0;
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault();
        return find();
      }
      if (event.defaultPrevented || isTyping(event)) return;
      const view = Date.now() - wentAt < waitMs ? goes[event.key] : undefined;
      wentAt = event.key === 'g' ? Date.now() : 0;
      if (view && offered(desk).some(({ path }) => path === view)) {
        event.preventDefault();
        desk.places.go(view === 'start' ? '' : `/${view}`);
      } else if (event.key === '?') {
        event.preventDefault();
        help();
      } else if (event.key === 'n' && desk.may('customers:write')) {
        event.preventDefault();
        desk.places.go('/customers/new');
      } else if (event.key === '/') {
        event.preventDefault();
        const field = document.querySelector<HTMLInputElement>('[data-search]');
        if (field) field.select();
        else find();
      }
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [desk]);
}
