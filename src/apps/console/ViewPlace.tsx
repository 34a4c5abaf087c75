import type { ComponentType } from 'preact';
import { useEffect, useReducer, useState } from 'preact/hooks';
import { translator } from '../../kit/browser/words.ts';
import type { Words } from '../../kit/common/message.ts';
import type { Desk, ViewProps } from '../../kit/ui/console/desk.ts';
import { PageHead } from '../../kit/ui/console/Page.tsx';
import { Failed } from '../../kit/ui/Failed.tsx';
import { Skeleton } from '../../kit/ui/Skeleton.tsx';
import { watching } from '../../kit/ui/signals.ts';
import type { Console } from './console.ts';
import type { ConsoleView } from './registry.ts';
import { offered } from './SideNav.tsx';

interface ViewPlaceProps {
  readonly app: Console;
  readonly desk: Desk;
  readonly view: ConsoleView | undefined;
  readonly path: readonly string[];
  readonly query: Readonly<Record<string, string>>;
}

interface Found {
  readonly of?: string;
  readonly View?: ComponentType<ViewProps<never>>;
  readonly words?: Words;
  readonly error?: unknown;
}

/** A view that comes in its own file, with its words in the language spoken now. */
export const ViewPlace = watching(function ViewPlace({ app, desk, view, path, query }: ViewPlaceProps) {
  const t = app.t.value;
  const language = app.language.value;
  const [found, setFound] = useState<Found>({});
  const [attempt, again] = useReducer((count: number) => count + 1, 0);
  const allowed = view && offered(desk).includes(view);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is a reason to load again
  useEffect(() => {
    if (!view || !allowed) return;
    let wanted = true;
    void Promise.all([view.load(), view.words[language]()]).then(
      ([View, words]) => wanted && setFound({ of: view.path, View, words: words.default }),
      (error: unknown) => wanted && setFound({ of: view.path, error }),
    );
    return () => {
      wanted = false;
    };
  }, [view, allowed, language, attempt]);

  if (!view || !allowed) {
    return (
      <>
        <PageHead title={t(view ? 'shell.not-allowed' : 'shell.no-page')} />
        <p class="page muted">{t(view ? 'shell.not-allowed.text' : 'shell.no-page.text')}</p>
      </>
    );
  }
  const { View, words } = found;
  if (found.of === view.path && View && words) {
    const say = translator<never>({ ...app.words.value, ...words }, app.manner.value);
    return <View key={view.path} desk={desk} t={say} path={path} query={query} />;
  }
  return (
    <>
      <PageHead title={t(view.title)} />
      <div class="page">
        {found.of === view.path && found.error ? (
          <Failed
            t={t}
            title={t('desk.load-failed')}
            error={found.error}
            onRetry={() => again(undefined as never)}
          />
        ) : (
          <Skeleton label={t('state.loading', { what: t(view.title) })} slow={t('state.slow')} />
        )}
      </div>
    </>
  );
});
