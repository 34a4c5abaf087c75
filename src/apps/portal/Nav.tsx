import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { Bootstrap } from '../../features/access/schema.ts';
import { Icon } from '../../kit/ui/Icon.tsx';
import { chevronDown } from '../../kit/ui/icons.ts';
import { watching } from '../../kit/ui/signals.ts';
import type { Portal } from './portal.ts';
import { titleOf } from './titles.ts';

interface NavProps {
  readonly portal: Portal;
  readonly panels: readonly string[];
  /** What is of the vendor's own, behind the panels. */
  readonly plugins: NonNullable<Bootstrap['plugins']>;
  readonly current: string | null;
}

/** How many of `widths` fit into `room` pixels, keeping place for the word "More" when not all do. */
export function countFitting(widths: readonly number[], room: number, more: number): number {
  let used = 0;
  const fitting = widths.findIndex((width, index) => {
    used += width;
    return used + (index === widths.length - 1 ? 0 : more) > room + 1;
  });
  return fitting === -1 ? widths.length : Math.max(1, fitting);
}

/** A list at the side where there is room, tabs above where there is not; what does not fit goes under "More". */
export const Nav = watching(function Nav({ portal, panels, plugins, current }: NavProps) {
  const t = portal.t.value;
  const entries = [
    ...panels.map((id) => ({ id, name: titleOf(t, id), link: portal.router.link({ panel: id, id: null }) })),
    ...plugins.map(({ id, name, url, kind }) => ({
      id,
      name,
      link: kind
        ? portal.router.link({ panel: id, id: null })
        : { href: url ?? '', target: '_blank' as const, rel: 'noopener noreferrer' },
    })),
  ];
  const list = useRef<HTMLUListElement>(null);
  const [shown, setShown] = useState(entries.length);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other words are of other widths, and the current one is bold
  useLayoutEffect(() => {
    const element = list.current;
    if (!element || typeof ResizeObserver === 'undefined') return;
    const measure = () => {
      const widths = [...element.querySelectorAll<HTMLElement>('[data-tab]')].map((tab) => tab.scrollWidth);
      const upright = getComputedStyle(element).flexDirection === 'column';
      setShown(upright ? entries.length : countFitting(widths, element.parentElement?.clientWidth ?? 0, 80));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [entries.length, t, current]);

  const item = ({ id, name, link }: (typeof entries)[number], at: number, tab: boolean) => (
    <li key={id} class={tab && at >= shown ? 'over' : ''} data-tab={tab ? '' : undefined}>
      <a {...link} aria-current={id === current ? 'page' : undefined} data-portico-part="nav-item">
        {name}
        {'target' in link ? <span class="vh"> {t('nav.new-tab')}</span> : null}
      </a>
    </li>
  );
  const rest = entries.slice(shown);
  return (
    <nav class="nav" aria-label={t('nav.label')} data-portico-part="nav">
      <ul ref={list}>{entries.map((entry, at) => item(entry, at, true))}</ul>
      {rest.length > 0 ? (
        // Another panel closes it.
        <details class="more" key={current ?? ''}>
          <summary>
            {t('nav.more')} <Icon d={chevronDown} />
          </summary>
          <ul>{rest.map((entry, at) => item(entry, at, false))}</ul>
        </details>
      ) : null}
    </nav>
  );
});
