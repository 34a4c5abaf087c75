import { useEffect, useState } from 'preact/hooks';
import type { Customer } from '../../features/customers/schema.ts';
import { Dialog } from '../../kit/ui/console/Dialog.tsx';
import { useDesk } from '../../kit/ui/console/desk.ts';
import { search, userRound } from '../../kit/ui/console/icons.ts';
import { Icon } from '../../kit/ui/Icon.tsx';
import { watching } from '../../kit/ui/signals.ts';
import type { Console } from './console.ts';
import { findById } from './find-by-id.ts';
import { offered } from './SideNav.tsx';

interface FindProps {
  readonly app: Console;
  readonly onClose: () => void;
}

interface Hit {
  readonly key: string;
  readonly to: string;
  readonly icon: string;
  readonly label: string;
  readonly note: string;
}

const most = 14;

/** Pages and customers by a few letters; arrows choose, Enter opens. */
export const Find = watching(function Find({ app, onClose }: FindProps) {
  const t = app.t.value;
  const desk = useDesk();
  const [text, setText] = useState('');
  const [customers, setCustomers] = useState<readonly Customer[]>([]);
  const [named, setNamed] = useState<string | undefined>(undefined);
  const [at, setAt] = useState(0);
  const wanted = text.trim();

  useEffect(() => {
    setAt(0);
    if (wanted === '' || !desk.may('customers:read')) return setCustomers([]);
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void desk.api
        .get<{ items: Customer[] }>(
          `/api/v1/customers?${new URLSearchParams({ search: wanted, limit: '8' })}`,
          stop.signal,
        )
        .then(
          ({ items }) => setCustomers(items),
          () => {}, // Stopped by the next letter, or offline: what was found stays.
        );
    }, 120);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [wanted, desk]);

  useEffect(() => {
    setNamed(undefined);
    const stop = new AbortController();
    // An id is pasted whole: there is nothing to wait for. One that means nothing finds nothing.
    void findById(desk, wanted, stop.signal).then(setNamed, () => {});
    return () => stop.abort();
  }, [wanted, desk]);

  const lower = wanted.toLocaleLowerCase();
  const hits: readonly Hit[] = [
    ...offered(desk)
      .map((view) => ({ view, label: t(view.title) }))
      .filter(({ label }) => label.toLocaleLowerCase().includes(lower))
      .map(({ view, label }) => ({
        key: view.path,
        to: view.path === 'start' ? '' : `/${view.path}`,
        icon: view.icon,
        label,
        note: '',
      })),
    ...(named ? [{ key: named, to: named, icon: search, label: wanted, note: '' }] : []),
    ...customers.map(({ id, name, number }) => ({
      key: id,
      to: `/customers/${id}`,
      icon: userRound,
      label: name,
      note: number ?? '',
    })),
  ];
  const open = (hit: Hit | undefined) => {
    if (!hit) return;
    onClose();
    desk.places.go(hit.to);
  };
  return (
    <Dialog title={t('find.title')} onClose={onClose}>
      <label class="search whole-width">
        <span class="vh">{t('find.hint')}</span>
        <Icon d={search} />
        <input
          class="input"
          type="search"
          value={text}
          placeholder={t('find.hint')}
          autocomplete="off"
          spellcheck={false}
          // biome-ignore lint/a11y/noRedundantRoles: a search field has this role only with a list of its own
          role="combobox"
          aria-expanded="true"
          aria-controls="find-hits"
          list={undefined}
          aria-activedescendant={hits[at] ? `find-${at}` : undefined}
          onInput={(event) => setText(event.currentTarget.value)}
          onKeyDown={(event) => {
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (step && hits.length > 0) {
              event.preventDefault();
              setAt((at + step + Math.min(most, hits.length)) % Math.min(most, hits.length));
            } else if (event.key === 'Escape') {
              // A search field would only be emptied by it.
              event.preventDefault();
              onClose();
            } else if (event.key === 'Enter') {
              event.preventDefault();
              open(hits[at]);
            }
          }}
        />
      </label>
      <div class="hits" id="find-hits" role="listbox" aria-label={t('find.title')}>
        {hits.slice(0, most).map((hit, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the chosen one
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's
          <div
            key={hit.key}
            id={`find-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => open(hit)}
          >
            <Icon d={hit.icon} />
            <span class="cut">{hit.label}</span>
            <span class="small muted num">{hit.note}</span>
          </div>
        ))}
      </div>
      {wanted && hits.length === 0 ? <p class="muted">{t('list.no-match', { text: wanted })}</p> : null}
    </Dialog>
  );
});
