import type { ShownBranding } from '../../features/branding/schema.ts';
import { watching } from '../../kit/ui/signals.ts';
import type { Console } from './console.ts';

interface OwnLinksProps {
  readonly app: Console;
  readonly branding: Pick<ShownBranding, 'documentation' | 'links'> | null | undefined;
}

/** The vendor's documentation, and what else it links to; in a tab of their own, so that nothing typed is lost. */
export const OwnLinks = watching(function OwnLinks({ app, branding }: OwnLinksProps) {
  const t = app.t.value;
  const { documentation = null, links = [] } = branding ?? {};
  const all = [
    ...(documentation ? [{ label: t('shell.documentation'), href: documentation }] : []),
    ...links,
  ];
  if (all.length === 0) return null;
  return (
    <ul class="own-links small">
      {all.map(({ label, href }) => (
        <li key={`${label} ${href}`}>
          <a href={href} target="_blank" rel="noopener noreferrer">
            {label}
          </a>
        </li>
      ))}
    </ul>
  );
});
