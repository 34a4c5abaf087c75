import { Dialog } from '../../kit/ui/console/Dialog.tsx';
import { watching } from '../../kit/ui/signals.ts';
import type { Console } from './console.ts';

interface ShortcutsProps {
  readonly app: Console;
  readonly onClose: () => void;
}

const mac = () => /Mac|iPhone|iPad/.test(navigator.userAgent);

/** What keys do, everywhere and in lists. */
export const Shortcuts = watching(function Shortcuts({ app, onClose }: ShortcutsProps) {
  const t = app.t.value;
  const rows = [
    [[mac() ? '⌘ K' : t('find.key')], t('keys-help.find')],
    [['/'], t('keys-help.search')],
    [['?'], t('keys-help.help')],
    [['g', 's'], t('nav.start')],
    [['g', 'c'], t('nav.customers')],
    [['g', 'o'], t('nav.orders')],
    [['g', 'd'], t('nav.documents')],
    [['g', 'p'], t('nav.portals')],
    [['n'], t('find.page.new-customer')],
    [['J', '↓'], t('keys-help.next')],
    [['K', '↑'], t('keys-help.before')],
    [['X'], t('keys-help.select')],
    [['Enter'], t('keys-help.open')],
    [['Esc'], t('keys-help.close')],
  ] as const;
  return (
    <Dialog title={t('keys-help.title')} onClose={onClose}>
      <dl class="keys">
        {rows.map(([keys, does]) => (
          <div key={does}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
    </Dialog>
  );
});
