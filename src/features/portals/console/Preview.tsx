import { useEffect, useRef, useState } from 'preact/hooks';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import { Skeleton } from '../../../kit/ui/Skeleton.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Customer } from '../../customers/schema.ts';
import type { Preview as Opened } from '../../login-as/schema.ts';
import { brandTokens } from '../brand.ts';
import type { Theme } from '../schema.ts';
import type { OnePortal } from './words.ts';

interface PreviewProps extends OnePortal {
  /** What the form says now, stored or not. */
  readonly theme: Theme;
}

const widths = [320, 768, 1280] as const;
type Scheme = 'light' | 'dark';

/**
 * The portal itself with one of its customers' data, as far as the operator may read them anyway: nobody has to be asked,
 * and nobody has signed in. Colours that are not stored yet are put on its root, by the same function that the server uses.
 */
export const Preview = watching(function Preview({ desk, t, portal, theme }: PreviewProps) {
  const [width, setWidth] = useState<number>(768);
  const [scheme, setScheme] = useState<Scheme>('light');
  const [who, setWho] = useState('');
  const frame = useRef<HTMLIFrameElement>(null);
  const customers = useLoad(
    `preview ${portal.id}`,
    async () =>
      (
        await desk.api.get<{ items: Customer[] }>(
          `/api/v1/customers?${new URLSearchParams({ portalId: portal.id, status: 'active', limit: '12' })}`,
        )
      ).items,
  );
  const chosen = who || customers.value?.[0]?.id;
  const link = useLoad(`preview of ${chosen} ${portal.updatedAt}`, async () =>
    chosen ? desk.api.post<Opened>(`/api/v1/portals/${portal.id}/preview`, { customerId: chosen }) : null,
  );

  const dress = () => {
    const root = frame.current?.contentDocument?.documentElement;
    if (!root) return;
    root.dataset.scheme = scheme;
    root.style.cssText = '';
    const style = getComputedStyle(root);
    const ground = (name: string) => style.getPropertyValue(`--portico-${name}`).trim();
    const tokens = brandTokens(theme[scheme], { bg: ground('bg'), surface: ground('surface') });
    for (const [name, value] of Object.entries(tokens)) root.style.setProperty(`--portico-${name}`, value);
    if (theme.radiusPx !== undefined) {
      root.style.setProperty('--portico-radius', `${theme.radiusPx}px`);
      root.style.setProperty('--portico-radius-control', `${theme.radiusPx * 0.75}px`);
    }
  };
  useEffect(dress, [theme, scheme]);

  const url = link.value?.url;
  return (
    <section class="stage" aria-label={t('portals.preview')}>
      <div class="stage-bar">
        {customers.value?.length ? (
          <SelectField
            t={t}
            id="preview-who"
            label={t('portals.preview.as')}
            value={chosen ?? ''}
            onInput={setWho}
            options={customers.value.map(({ id, name }) => ({ value: id, label: name }))}
          />
        ) : null}
        <span class="spacer" />
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row everywhere */}
        <div class="segmented" role="group" aria-label={t('portals.look.scheme')}>
          {(['light', 'dark'] as const).map((one) => (
            <button type="button" key={one} aria-pressed={scheme === one} onClick={() => setScheme(one)}>
              {t(`portals.scheme.${one}`)}
            </button>
          ))}
        </div>
        {/* biome-ignore lint/a11y/useSemanticElements: a fieldset cannot be laid out as a row everywhere */}
        <div class="segmented" role="group" aria-label={t('portals.preview.width')}>
          {widths.map((one) => (
            <button type="button" key={one} aria-pressed={width === one} onClick={() => setWidth(one)}>
              {one}
            </button>
          ))}
        </div>
      </div>
      <div class="canvas">
        {customers.value?.length === 0 ? (
          <p class="muted">{t('portals.preview.nobody')}</p>
        ) : customers.error || link.error ? (
          <Failed
            t={t}
            title={t('desk.load-failed')}
            error={customers.error ?? link.error}
            onRetry={link.reload}
          />
        ) : url ? (
          <iframe
            key={url}
            ref={frame}
            title={t('portals.preview')}
            src={url}
            style={{ inlineSize: `${width}px` }}
            onLoad={dress}
          />
        ) : (
          <Skeleton label={t('state.loading', { what: t('portals.preview') })} />
        )}
      </div>
    </section>
  );
});
