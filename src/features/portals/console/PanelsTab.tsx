import { PanelSetting } from '../../../kit/common/visibility.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { featureIds } from '../features.ts';
import { panelIds } from '../schema.ts';
import type { OnePortal } from './words.ts';

const said = (on: boolean | undefined) => (on === undefined ? 'default' : on ? 'on' : 'off');

/** Per area: change, look, or nothing. It acts at once, in the interface and in the API. */
export const PanelsTab = watching(function PanelsTab({ t, portal, save }: OnePortal) {
  const nameOf = (kind: 'panel' | 'feature', id: string) => {
    const key = `${kind}.${id}`;
    const words = (t as unknown as (name: string) => string)(key);
    return words === key ? id : words;
  };
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
        groups={() => [
          {
            fields: panelIds.map((panel) => ({
              name: panel,
              label: nameOf('panel', panel),
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
              label: nameOf('feature', feature),
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
