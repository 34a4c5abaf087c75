import { type ComponentChildren, Fragment } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { Icon } from '../Icon.tsx';
import { watching } from '../signals.ts';
import { useDesk } from './desk.ts';
import { chevronRight } from './icons.ts';

export interface Crumb {
  readonly label: string;
  /** Address below the vendor's side. */
  readonly to: string;
}

export interface Tab {
  readonly key: string;
  readonly label: string;
  readonly to: string;
  readonly count?: string | undefined;
}

interface PageHeadProps {
  readonly title: string;
  /** Put before the title in the browser's tab when a form was refused, so that it is heard first. */
  readonly prefix?: string | undefined;
  /** Facts below the title. */
  readonly sub?: ComponentChildren;
  /** Buttons at the end; at most one of them filled. */
  readonly actions?: ComponentChildren;
  readonly crumbs?: readonly Crumb[] | undefined;
  /** Beside the crumbs, at the end: previous and next. */
  readonly beside?: ComponentChildren;
  readonly tabs?: readonly Tab[] | undefined;
  /** Key of the tab that is open. */
  readonly tab?: string | undefined;
}

/** Crumbs, title, facts, buttons and tabs of a page. Takes the focus on navigation and names the browser's tab. */
export const PageHead = watching(function PageHead(props: PageHeadProps) {
  const { title, prefix, sub, actions, crumbs = [], beside, tabs = [], tab } = props;
  const { places, vendor, t } = useDesk();
  const heading = useRef<HTMLHeadingElement>(null);
  const path = places.place.value.path.join('/');
  useEffect(() => {
    document.title = `${prefix ? `${prefix} ` : ''}${title} – ${vendor.name} – Portico`;
  }, [title, prefix, vendor.name]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another address moves the focus, another title does not
  useEffect(() => {
    if (places.hasMoved() && !document.querySelector('dialog[open]')) {
      heading.current?.focus({ preventScroll: true });
    }
  }, [path]);
  return (
    <>
      {crumbs.length > 0 ? (
        <div class="topbar">
          <nav class="crumbs" aria-label={t('desk.path')}>
            {crumbs.map(({ label, to }) => (
              <Fragment key={to}>
                <a {...places.link(to)}>{label}</a>
                <Icon d={chevronRight} class="s flip" />
              </Fragment>
            ))}
            <strong>{title}</strong>
          </nav>
          <span class="spacer" />
          {beside}
        </div>
      ) : null}
      <header class="page-head">
        <div class="name">
          <h1 class="title" tabIndex={-1} ref={heading}>
            {title}
          </h1>
          {sub ? <div class="small muted num">{sub}</div> : null}
        </div>
        {actions ? <div class="actions">{actions}</div> : null}
      </header>
      {tabs.length > 0 ? (
        <nav class="tabs" aria-label={title}>
          {tabs.map(({ key, label, to, count }) => (
            <a key={key} {...places.link(to)} aria-current={key === tab ? 'page' : undefined}>
              {label}
              {count ? <span class="n">{count}</span> : null}
            </a>
          ))}
        </nav>
      ) : null}
    </>
  );
});

interface SectionProps {
  readonly title: string;
  /** At the end of the title's line: a link, a count. */
  readonly end?: ComponentChildren;
  readonly id?: string | undefined;
  readonly children: ComponentChildren;
}
export const Section = ({ title, end, id, children }: SectionProps) => (
  <section class="section" id={id}>
    <div class="section-head">
      <h2 class="section-title">{title}</h2>
      {end ? <span class="small">{end}</span> : null}
    </div>
    {children}
  </section>
);

export interface Figure {
  readonly label: string;
  readonly value: ComponentChildren;
  readonly sub?: ComponentChildren;
}
/** Two to four figures between hairlines. */
export const Figures = ({ figures }: { readonly figures: readonly Figure[] }) => (
  <dl class="figures">
    {figures.map(({ label, value, sub }) => (
      <div key={label}>
        <dt>{label}</dt>
        <dd class="value">{value}</dd>
        {sub ? <dd class="sub">{sub}</dd> : null}
      </div>
    ))}
  </dl>
);

export interface Pair {
  readonly label: string;
  readonly value: ComponentChildren;
  /** A key or an id: mono, left to right. */
  readonly mono?: boolean;
}
/** Facts with their names; a fact without a value is left out. */
export const Pairs = ({ pairs }: { readonly pairs: readonly Pair[] }) => (
  <dl class="pairs">
    {pairs.map(({ label, value, mono }) =>
      value ? (
        <Fragment key={label}>
          <dt>{label}</dt>
          <dd class={mono ? 'mono' : undefined}>
            <bdi>{value}</bdi>
          </dd>
        </Fragment>
      ) : null,
    )}
  </dl>
);
