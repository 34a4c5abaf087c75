import { useEffect, useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { externalLink } from '../../../kit/ui/console/icons.ts';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { refuses, type ScriptCheck, type ScriptFinding } from '../../scripts/findings.ts';
import type { CustomScript } from '../../scripts/schema.ts';
import { Preview } from './Preview.tsx';
import { switchOff } from './switch-off.ts';
import type { LivePortal } from './words.ts';

const pauseMs = 500;

/** As people write them: with a path, a slash at the end, no scheme. What is no address stays, to be refused by name. */
const originOf = (text: string): string => {
  const address = text.includes('://') ? text : `https://${text}`;
  return URL.canParse(address) ? new URL(address).origin : text;
};
const hostsOf = (value: unknown): string[] => [
  ...new Set(
    (value as readonly string[])
      .map((line) => line.trim())
      .filter(Boolean)
      .map(originOf),
  ),
];

/** The vendor's own script: what it is made of and what will not work is said while it is typed; nothing of it runs here. */
export const ScriptTab = watching(function ScriptTab({ desk, t, portal, save, reload, query }: LivePortal) {
  const stored = portal.customScript;
  const { enabled } = stored;
  const [wish, setWish] = useState<Pick<CustomScript, 'source' | 'hosts' | 'slot'>>(stored);
  const [check, setCheck] = useState<ScriptCheck>();
  useEffect(() => {
    const stop = new AbortController();
    const timer = setTimeout(() => {
      const { source, hosts, slot } = wish;
      desk.api
        .post<ScriptCheck>(`/api/v1/portals/${portal.id}/script-check`, { source, hosts, slot })
        .then((made) => stop.signal.aborted || setCheck(made))
        .catch(() => {});
    }, pauseMs);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [wish, desk, portal.id]);

  const off = async () => {
    await switchOff(desk, 'customScript', portal);
    reload();
    desk.say(t('portals.script.is-off'));
  };

  const findings = check?.findings ?? [];
  const say = ({ line, code, what }: ScriptFinding) =>
    t('portals.css.line', { line, what, why: t(`portals.script.${code}`) });
  const files = check?.parts.filter(({ kind }) => kind === 'file').length ?? 0;
  const lines = check?.parts.reduce((sum, part) => sum + (part.kind === 'code' ? part.lines : 0), 0) ?? 0;
  return (
    <div class="editor">
      <div class="knobs">
        <p class="small muted measure">{t('portals.script.about')}</p>
        {stored.source ? (
          <div class="actions css-switch">
            {enabled ? (
              <Action kind="danger" onClick={off}>
                {t('portals.script.off')}
              </Action>
            ) : (
              <Action kind="outlined" onClick={() => save({ customScript: { ...stored, enabled: true } })}>
                {t('portals.css.on')}
              </Action>
            )}
            <a href={`/p/${portal.slug}?safe=1`} target="_blank" rel="noreferrer noopener">
              <Icon d={externalLink} /> {t('portals.css.safe')}
            </a>
          </div>
        ) : null}
        <Form
          name={`portal script ${portal.id}`}
          start={{
            ...{ source: stored.source, hosts: stored.hosts, slot: stored.slot, amounts: stored.amounts },
          }}
          submit={t(enabled || !stored.source ? 'portals.script.save' : 'portals.css.save-off')}
          pending={t('portals.saving')}
          failed={t('portals.save-failed')}
          fieldRefusals={{
            'customScript.source': t('portals.script.refused'),
            'customScript.hosts': t('portals.script.hosts.refused'),
          }}
          onChange={(values) =>
            setWish({
              source: String(values.source),
              hosts: hostsOf(values.hosts),
              slot: values.slot as CustomScript['slot'],
            })
          }
          onSave={(values) => {
            const source = String(values.source);
            return save({
              customScript: {
                ...{ source, hosts: hostsOf(values.hosts), slot: values.slot },
                amounts: values.amounts === true,
                enabled: source.trim() !== '' && (enabled || !stored.source),
              },
            });
          }}
          groups={() => [
            {
              fields: [
                {
                  ...{ name: 'source', label: t('portals.script'), kind: 'area', always: true },
                  ...{ rows: 16, ltr: true, mono: true, hint: t('portals.script.hint') },
                  check: () => (findings.some(refuses) ? t('portals.script.refused') : undefined),
                  below: (
                    <div role="status">
                      {files > 0 ? (
                        <p class="small muted">{t('portals.script.files', { count: files })}</p>
                      ) : null}
                      {lines > 0 ? (
                        <p class="small muted">{t('portals.script.lines', { count: lines })}</p>
                      ) : null}
                      {findings.length > 0 ? (
                        <ul class="findings small">
                          {findings.map((finding, index) => (
                            // biome-ignore lint/suspicious/noArrayIndexKey: one line may hold the same twice
                            <li key={index}>{say(finding)}</li>
                          ))}
                        </ul>
                      ) : null}
                    </div>
                  ),
                },
                {
                  ...{ name: 'hosts', label: t('portals.script.hosts'), kind: 'lines', ltr: true },
                  hint: t('portals.script.hosts.hint'),
                },
                {
                  ...{ name: 'slot', label: t('portals.script.place'), kind: 'select', always: true },
                  hint: t('portals.script.place.hint'),
                  options: (['none', 'notice', 'help'] as const).map((value) => ({
                    value,
                    label: t(`portals.script.place.${value}`),
                  })),
                },
                {
                  ...{ name: 'amounts', label: t('portals.script.amounts'), kind: 'check' },
                  hint: t('portals.script.amounts.hint'),
                },
              ],
            },
          ]}
        />
      </div>
      <Preview {...{ desk, t, query, portal, save, theme: portal.theme }} />
    </div>
  );
});
