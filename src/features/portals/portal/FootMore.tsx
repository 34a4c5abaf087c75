import type { Translate } from '../../../kit/browser/words.ts';
import type en from '../foot/messages/en.json';
import type { ShownFooter } from '../footer.ts';

export interface FootMoreProps {
  readonly t: Translate<keyof typeof en> | undefined;
  readonly footer: ShownFooter | undefined;
  /** Address of the page on accessibility, where there is one. */
  readonly statement: string | undefined;
}

/** What the vendor says at the bottom of each page, as text; links lead out of the portal, so in a tab of their own. */
export function FootMore({ t, footer, statement }: FootMoreProps) {
  const { lang, dir, text, links = [] } = footer ?? {};
  const out = { target: '_blank', rel: 'noopener noreferrer' } as const;
  return (
    <div style={{ flexBasis: '100%', display: 'grid', gap: 'var(--s2)' }}>
      {links.length > 0 || statement ? (
        <span style={{ display: 'flex', flexWrap: 'wrap', gap: 'var(--s2) var(--s6)' }}>
          {links.map(({ label, href }) => (
            <a
              key={`${label} ${href}`}
              href={href}
              lang={lang}
              dir={dir}
              {...(href.startsWith('https:') && out)}
            >
              {label}
            </a>
          ))}
          {statement && t ? (
            <a href={statement} {...out}>
              {t('foot.accessibility')}
            </a>
          ) : null}
        </span>
      ) : null}
      {text ? (
        <p lang={lang} dir={dir} style={{ whiteSpace: 'pre-line', margin: '0', overflowWrap: 'anywhere' }}>
          {text}
        </p>
      ) : null}
    </div>
  );
}
