import { PanelSetting } from '../../../kit/common/visibility.ts';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { featureIds } from '../features.ts';
import { panelPresets, presetPanels } from '../panel-presets.ts';
import { panelIds } from '../schema.ts';
import { nameOf } from './names.ts';
import type { OnePortal } from './words.ts';

const said = (on: boolean | undefined) => (on === undefined ? 'default' : on ? 'on' : 'off');

/** Per area: change, look, or nothing. Published, it acts at once, in the interface and in the API. */
export const PanelsTab = watching(function PanelsTab({ t, portal, save }: OnePortal) {
  const start = {
    ...Object.fromEntries(panelIds.map((panel) => [panel, portal.panels[panel] ?? 'default'])),
    ...Object.fromEntries(featureIds.map((feature) => [feature, said(portal.features[feature])])),
  };
  return (
    <div class="page narrow">
      <p class="muted measure">{t('portals.panels.about')}</p>
      <Form
        name={`portal panels ${portal.id}`}
        start={start}
        submit={t('portals.panels.save')}
        pending={t('portals.saving')}
        failed={t('portals.save-failed')}
        onSave={(values) =>
          save({
            panels: Object.fromEntries(
              panelIds.flatMap((panel) => (values[panel] === 'default' ? [] : [[panel, values[panel]]])),
            ),
            features: Object.fromEntries(
              featureIds.flatMap((feature) =>
                values[feature] === 'default' ? [] : [[feature, values[feature] === 'on']],
              ),
            ),
          })
        }
        groups={(_, form) => [
          {
            hint: (
              <span class="actions">
                <span>{t('portals.panels.begin')}</span>
                {panelPresets.map((preset) => (
                  <Action
                    key={preset}
                    onClick={() => {
                      for (const [panel, to] of Object.entries(presetPanels(preset))) form.set(panel, to);
                    }}
                  >
                    {t(`portals.panels.begin.${preset}`)}
                  </Action>
                ))}
              </span>
            ),
            fields: panelIds.map((panel) => ({
              name: panel,
              label: nameOf(t, 'panel', panel),
              kind: 'select' as const,
              always: true,
              width: 'w-middle',
              options: [
                { value: 'default', label: t('portals.panels.default') },
                ...PanelSetting.options.map((value) => ({ value, label: t(`portals.panels.${value}`) })),
              ],
            })),
          },
          {
            title: t('portals.features'),
            fields: featureIds.map((feature) => ({
              name: feature,
              label: nameOf(t, 'feature', feature),
              kind: 'select' as const,
              always: true,
              width: 'w-middle',
              options: (['default', 'on', 'off'] as const).map((value) => ({
                value,
                label: t(`portals.features.${value}`),
              })),
            })),
          },
        ]}
      />
    </div>
  );
});
