import { useState } from 'preact/hooks';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { undo2 } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { circleCheck } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { OnePortalVersion, PortalVersion } from '../drafted.ts';
import { PublishDialog } from './PublishDialog.tsx';
import type { LivePortal } from './words.ts';

/** What was live at this portal, newest first, and the way back to each of it. */
export const HistoryTab = watching(function HistoryTab({ desk, t, portal, reload }: LivePortal) {
  const at = `/api/v1/portals/${portal.id}/versions`;
  const versions = useLoad(`versions ${portal.id} ${portal.updatedAt}`, async () => {
    const { items } = await desk.api.get<{ items: PortalVersion[] }>(at);
    return items;
  });
  const [back, goBack] = useState<OnePortalVersion>();
  const look = async (number: number) => goBack(await desk.api.get<OnePortalVersion>(`${at}/${number}`));
  const group = (field: string) => (t as unknown as (key: string) => string)(`portals.diff.${field}`);
  return (
    <div class="page">
      <p class="muted measure">{t('portals.history.about')}</p>
      <Load of={versions} what={t('portals.tab.history')}>
        {(items) =>
          items.length === 0 ? (
            <p class="strong">{t('portals.history.empty')}</p>
          ) : (
            <Table
              name={t('portals.tab.history')}
              items={items}
              idOf={({ number }) => String(number)}
              columns={[
                { key: 'number', label: t('portals.history.number'), cell: ({ number }) => t.number(number) },
                { key: 'at', label: t('portals.history.at'), cell: (one) => moment(t, one.at) },
                {
                  key: 'what',
                  label: t('portals.history.what'),
                  fill: true,
                  cell: ({ fields, note }) => (
                    <>
                      {fields.length > 0 ? fields.map(group).join(', ') : t('portals.history.before')}
                      {note ? <p class="small muted">{note}</p> : null}
                    </>
                  ),
                },
                {
                  key: 'by',
                  label: t('portals.history.by'),
                  class: 'muted',
                  cell: ({ by }) => by?.name ?? '–',
                },
                {
                  key: 'act',
                  label: t('portals.history.back'),
                  quiet: true,
                  end: true,
                  cell: ({ number, live }) =>
                    live ? (
                      <Badge tone="good" icon={circleCheck}>
                        {t('portals.history.live')}
                      </Badge>
                    ) : desk.may('portals:write') ? (
                      <Action icon={undo2} small onClick={() => look(number)}>
                        {t('portals.history.back')}
                      </Action>
                    ) : null,
                },
              ]}
            />
          )
        }
      </Load>
      {back ? (
        <PublishDialog
          {...{ desk, t, differences: back.differences, seen: back.seen }}
          to={`${at}/${back.number}/publish`}
          title={t('portals.history.back.question', { number: back.number })}
          label={t('portals.history.back.go')}
          pending={t('portals.history.going-back')}
          done={t('portals.history.went-back')}
          onDone={() => {
            goBack(undefined);
            reload();
          }}
          onChanged={() => void look(back.number)}
          onClose={() => goBack(undefined)}
        />
      ) : null}
    </div>
  );
});
