import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon } from '../../kit/ui/Icon.tsx';
import { chevronDown } from '../../kit/ui/icons.ts';
import { watching } from '../../kit/ui/signals.ts';
import type { Portal } from './portal.ts';
import { titleOf } from './titles.ts';

interface NavProps {
  readonly portal: Portal;
  readonly panels: readonly string[];
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
export const Nav = watching(function Nav({ portal, panels, current }: NavProps) {
  const t = portal.t.value;
  const list = useRef<HTMLUListElement>(null);
  const [shown, setShown] = useState(panels.length);

  // biome-ignore lint/correctness/useExhaustiveDependencies: other words are of other widths
  useLayoutEffect(() => {
    const element = list.current;
    if (!element || typeof ResizeObserver === 'undefined') return;
    const measure = () => {
      const widths = [...element.querySelectorAll<HTMLElement>('[data-tab]')].map((tab) => tab.scrollWidth);
      const upright = getComputedStyle(element).flexDirection === 'column';
      setShown(upright ? panels.length : countFitting(widths, element.parentElement?.clientWidth ?? 0, 80));
    };
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    return () => observer.disconnect();
  }, [panels.length, t]);

  const item = (panel: string, tab: boolean) => (
    <li
      key={panel}
      class={tab && panels.indexOf(panel) >= shown ? 'over' : ''}
      data-tab={tab ? '' : undefined}
    >
      <a
        {...portal.router.link({ panel, id: null })}
        aria-current={panel === current ? 'page' : undefined}
        data-portico-part="nav-item"
      >
        {titleOf(t, panel)}
      </a>
    </li>
  );
  const rest = panels.slice(shown);
  return (
    <nav class="nav" aria-label={t('nav.label')} data-portico-part="nav">
      <ul ref={list}>{panels.map((panel) => item(panel, true))}</ul>
      {rest.length > 0 ? (
        <details class="more">
          <summary>
            {t('nav.more')} <Icon d={chevronDown} />
          </summary>
          <ul>{rest.map((panel) => item(panel, false))}</ul>
        </details>
      ) : null}
    </nav>
  );
});
