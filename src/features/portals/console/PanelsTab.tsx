import { PanelSetting } from '../../../kit/common/visibility.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { type PanelId, panelIds } from '../schema.ts';
import type { OnePortal } from './words.ts';

/** Per area: change, look, or nothing. It acts at once, in the interface and in the API. */
export const PanelsTab = watching(function PanelsTab({ t, portal, save }: OnePortal) {
  const nameOf = (panel: string) => {
    const key = `panel.${panel}`;
    const words = (t as unknown as (name: string) => string)(key);
    return words === key ? panel : words;
  };
  const start = Object.fromEntries(panelIds.map((panel) => [panel, portal.panels[panel] ?? 'default']));
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
              Object.entries(values).filter(([, setting]) => setting !== 'default') as [
                PanelId,
                PanelSetting,
              ][],
            ),
          })
        }
        groups={() => [
          {
            fields: panelIds.map((panel) => ({
              name: panel,
              label: nameOf(panel),
              kind: 'select' as const,
              always: true,
              width: 'w-middle',
              options: [
                { value: 'default', label: t('portals.panels.default') },
                ...PanelSetting.options.map((value) => ({ value, label: t(`portals.panels.${value}`) })),
              ],
            })),
          },
        ]}
      />
    </div>
  );
});
