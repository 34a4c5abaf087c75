import { useEffect, useRef } from 'preact/hooks';
import { later } from '../../kit/ui/later.tsx';
import { watching } from '../../kit/ui/signals.ts';
import { Closed } from './Closed.tsx';
import { Foot } from './Foot.tsx';
import { Nav } from './Nav.tsx';
import { PanelPlace } from './PanelPlace.tsx';
import type { Portal } from './portal.ts';
import { titleOf } from './titles.ts';
import { UnprovenEmail } from './UnprovenEmail.tsx';

/** Where somebody is whom the account above sent; few ever are. */
const From = later<{ readonly portal: Portal }>(
  () => import('./From.tsx').then((file) => file.From),
  () => null,
);

/** What waits for the customer; most have nothing. */
const Tasks = later<{ readonly portal: Portal }>(
  () => import('./panels/tasks.tsx').then((file) => file.Tasks),
  () => null,
);

/** Everything around the panels, which stays while they change. Drawn when a session or a closed door is known. */
export const Shell = watching(function Shell({ portal }: { readonly portal: Portal }) {
  const { page } = portal;
  const t = portal.t.value;
  const bootstrap = portal.bootstrap.value;
  const gate = portal.gate.value;
  const visible = bootstrap?.panels.filter(({ view }) => view).map(({ panel }) => panel) ?? [];
  const plugins = bootstrap?.plugins ?? [];
  const shown = [...visible, ...plugins.flatMap(({ id, kind }) => (kind ? id : []))];
  const route = portal.router.route.value;
  const current = route.panel ?? visible[0] ?? null;
  const main = useRef<HTMLElement>(null);
  const moved = useRef(false);

  useEffect(() => {
    if (current)
      document.title = t('shell.title', {
        panel: titleOf(t, current, bootstrap?.plugins ?? []),
        brand: page.brandName,
      });
  }, [current, t, page, bootstrap]);
  const focusTitle = () => main.current?.querySelector<HTMLElement>('.title')?.focus();
  // biome-ignore lint/correctness/useExhaustiveDependencies: to go somewhere is what moves the focus
  useEffect(() => {
    // Not on the first drawing: a frame must not take the focus from the page around it.
    if (moved.current) focusTitle();
    if (bootstrap || gate) moved.current = true;
  }, [current, route.id, bootstrap === undefined]);
  /** A panel that came later has taken the place of the title that had the focus. */
  const onSettled = () => {
    if (moved.current && portal.router.hasMoved() && document.activeElement === document.body) focusTitle();
  };

  const wide = visible.length + plugins.length > 1 && !gate;
  return (
    <>
      {page.testSide || !portal.framed ? (
        <header>
          {page.testSide ? (
            <p class="test-band" data-portico-part="banner">
              {t('shell.test-side')}
            </p>
          ) : null}
          {portal.framed || !page.brandName ? null : (
            <p class="brand strong">
              {page.logo?.images.map((image) => (
                <img
                  key={image.src}
                  loading="lazy"
                  alt={page.logo?.alt[portal.language.value] ?? page.brandName}
                  {...image}
                />
              )) ?? page.brandName}
            </p>
          )}
        </header>
      ) : null}
      {bootstrap?.from && !gate ? <From portal={portal} /> : null}
      <div class={`shell${wide ? ' wide' : ''}`}>
        {wide ? <Nav portal={portal} panels={visible} plugins={plugins} current={current} /> : null}
        <main class="main" ref={main}>
          {gate ? <Closed portal={portal} gate={gate} /> : null}
          {!gate && bootstrap?.unprovenEmail && page.accessMail === 'sends' ? (
            <UnprovenEmail portal={portal} />
          ) : null}
          {!gate && bootstrap?.tasks ? <Tasks portal={portal} /> : null}
          {!gate && bootstrap ? (
            <PanelPlace
              key={bootstrap.customer.id}
              portal={portal}
              bootstrap={bootstrap}
              panel={current}
              visible={shown}
              onSettled={onSettled}
            />
          ) : null}
          <Foot portal={portal} signedIn={bootstrap !== undefined && (!gate || gate.kind === 'terms')} />
        </main>
      </div>
    </>
  );
});
