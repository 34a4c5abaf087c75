import { useEffect, useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { externalLink } from '../../../kit/ui/console/icons.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { CssCheck, CssFinding } from '../css-findings.ts';
import { Preview } from './Preview.tsx';
import { switchOff } from './switch-off.ts';
import type { LivePortal } from './words.ts';

const pauseMs = 500;

/** The vendor's own style sheet: each line that is not taken is named while it is typed, and the portal wears the rest. */
export const CssTab = watching(function CssTab({ desk, t, portal, save, query, reload }: LivePortal) {
  const { enabled, source: stored } = portal.customCss;
  const [source, setSource] = useState(stored);
  const [check, setCheck] = useState<CssCheck>();
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      desk.api
        .post<CssCheck>(`/api/v1/portals/${portal.id}/css-check`, { source })
        .then((made) => stop.signal.aborted || setCheck(made))
        .catch(() => {});
    }, pauseMs);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [source, desk, portal.id]);

  const off = async () => {
    await switchOff(desk, 'customCss', portal);
    reload();
    desk.say(t('portals.css.is-off'));
  };

  const findings = check?.findings ?? [];
  const say = ({ line, code, what }: CssFinding) =>
    t('portals.css.line', { line, what, why: t(`portals.css.${code}`) });
  return (
    <div class="editor">
      <div class="knobs">
        <p class="small muted measure">{t('portals.css.about')}</p>
        {stored ? (
          <div class="actions css-switch">
            {enabled ? (
              <Action kind="danger" onClick={off}>
                {t('portals.css.off')}
              </Action>
            ) : (
              <Action kind="outlined" onClick={() => save({ customCss: { enabled: true, source: stored } })}>
                {t('portals.css.on')}
              </Action>
            )}
            <a href={`/p/${portal.slug}?safe=1`} target="_blank" rel="noreferrer noopener">
              <Icon d={externalLink} /> {t('portals.css.safe')}
            </a>
          </div>
        ) : null}
        <Form
          name={`portal css ${portal.id}`}
          start={{ source: stored }}
          submit={t(enabled || !stored ? 'portals.css.save' : 'portals.css.save-off')}
          pending={t('portals.saving')}
          failed={t('portals.save-failed')}
          fieldRefusals={{ 'customCss.source': t('portals.css.refused') }}
          onChange={(values) => setSource(String(values.source))}
          onSave={(values) => {
            const written = String(values.source);
            return save({
              customCss: { enabled: written.trim() !== '' && (enabled || !stored), source: written },
            });
          }}
          groups={() => [
            {
              fields: [
                {
                  ...{ name: 'source', label: t('portals.css'), kind: 'area', always: true },
                  ...{ rows: 24, ltr: true, mono: true, hint: t('portals.css.hint') },
                  check: () => (findings.length > 0 ? t('portals.css.refused') : undefined),
                  below: (
                    <div role="status">
                      {findings.length > 0 ? (
                        <ul class="findings small">
                          {findings.map((finding, index) => (
                            // biome-ignore lint/suspicious/noArrayIndexKey: one line may hold the same twice
                            <li key={index}>{say(finding)}</li>
                          ))}
                        </ul>
                      ) : source.trim() && check ? (
                        <p class="small muted">{t('portals.css.taken')}</p>
                      ) : null}
                    </div>
                  ),
                },
              ],
            },
          ]}
        />
      </div>
      <Preview {...{ desk, t, query, portal, save, theme: portal.theme, css: check?.css }} />
    </div>
  );
});
