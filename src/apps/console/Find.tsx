import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Found } from '../../features/find/schema.ts';
import { Dialog } from '../../kit/ui/console/Dialog.tsx';
import { useDesk } from '../../kit/ui/console/desk.ts';
import { search, settings } from '../../kit/ui/console/icons.ts';
import { Icon } from '../../kit/ui/Icon.tsx';
import { watching } from '../../kit/ui/signals.ts';
import type { Console } from './console.ts';
import { pagesInside, placesOf } from './find-places.ts';
import { usePortalTabs } from './portal-tabs.ts';
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

const mostShown = 24;
/** Pages beside what was found; somebody who types a name wants the customer. */
const mostPages = 6;

/** Everything by a few letters: what a vendor has, pages, settings. Arrows choose, Enter opens. */
export const Find = watching(function Find({ app, onClose }: FindProps) {
  const t = app.t.value;
  const desk = useDesk();
  const [text, setText] = useState('');
  const [found, setFound] = useState<{ readonly of: string; readonly items: readonly Found[] }>();
  const [failed, setFailed] = useState(false);
  const [at, setAt] = useState(0);
  /** The text at which Enter was pressed; its answer may still be to come. */
  const [entered, setEntered] = useState<string>();
  const tabs = usePortalTabs(app.language.value);
  const wanted = text.trim();
  const asks = wanted !== '' && desk.may('customers:read');

  useEffect(() => {
    setAt(0);
    if (!asks) return setFound(undefined);
    const stop = new AbortController();
    const timer = setTimeout(() => {
      void desk.api
        .get<{ items: Found[] }>(`/api/v1/search?${new URLSearchParams({ text: wanted })}`, stop.signal)
        .then(
          ({ items }) => {
            setFound({ of: wanted, items });
            setFailed(false);
          },
          // Stopped by the next letter, or offline: what was found stays.
          () => stop.signal.aborted || setFailed(true),
        );
    }, 120);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [wanted, asks, desk]);

  const lower = wanted.toLocaleLowerCase();
  const has = ({ label, note }: Hit) => `${label} ${note}`.toLocaleLowerCase().includes(lower);
  const pages: readonly Hit[] = [
    ...offered(desk).map((view) => ({
      ...{ key: view.path, to: view.path === 'start' ? '' : `/${view.path}`, icon: view.icon },
      ...{ label: t(view.title), note: '' },
    })),
    ...(wanted
      ? [
          ...pagesInside
            .filter(({ scope }) => desk.may(scope))
            .map(({ key, to }) => ({ key, to, icon: settings, label: t(`find.page.${key}`), note: '' })),
          ...tabs.map(({ to, label, brandName }) => ({
            key: to,
            to,
            icon: settings,
            label,
            note: brandName,
          })),
        ]
      : []),
  ].filter(has);
  const things = (found?.items ?? []).map((hit): Hit => {
    const { icon, to } = placesOf[hit.kind];
    return {
      ...{ key: hit.id, to: to(hit), icon, label: hit.label || hit.id },
      note: [hit.note, hit.customer?.name, t(`find.kind.${hit.kind}`)].filter(Boolean).join(' · '),
    };
  });
  const ownPages = wanted ? pages.slice(0, mostPages) : pages;
  const hits = [...ownPages, ...(wanted ? things : [])].slice(0, mostShown);
  const isAnswered = !asks || found?.of === wanted;
  // Things still shown may be those of the letters before; pages are always of these.
  const isOpened = entered === wanted && (isAnswered || at < ownPages.length);
  const opened = isOpened ? hits[at]?.to : undefined;
  const open = useCallback(
    (to: string) => {
      onClose();
      desk.places.go(to);
    },
    [desk, onClose],
  );
  useEffect(() => {
    if (opened !== undefined) open(opened);
  }, [opened, open]);
  const choose = (index: number) => {
    setAt(index);
    document.getElementById(`find-${index}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <Dialog title={t('find.title')} wide onClose={onClose}>
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
          onInput={(event) => {
            setText(event.currentTarget.value);
            setEntered(undefined);
          }}
          onKeyDown={(event) => {
            const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
            if (step && hits.length > 0) {
              event.preventDefault();
              choose((at + step + hits.length) % hits.length);
            } else if (event.key === 'Escape') {
              // A search field would only be emptied by it.
              event.preventDefault();
              onClose();
            } else if (event.key === 'Enter') {
              event.preventDefault();
              setEntered(event.currentTarget.value.trim());
            }
          }}
        />
      </label>
      <div class="hits" id="find-hits" role="listbox" aria-label={t('find.title')}>
        {hits.map((hit, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the chosen one
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's
          <div
            key={`${hit.key} ${hit.to}`}
            id={`find-${index}`}
            role="option"
            aria-selected={index === at}
            onClick={() => open(hit.to)}
          >
            <Icon d={hit.icon} />
            <span class="cut">
              <bdi>{hit.label}</bdi>
            </span>
            <span class="small muted num cut">{hit.note}</span>
          </div>
        ))}
      </div>
      <p class="small muted" role="status">
        {failed
          ? t('desk.load-failed')
          : wanted && hits.length === 0 && isAnswered
            ? t('list.no-match', { text: wanted })
            : t('find.keys')}
      </p>
    </Dialog>
  );
});
