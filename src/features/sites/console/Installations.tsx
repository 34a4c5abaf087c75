import { Action } from '../../../kit/ui/console/Action.tsx';
import type { BulkAct } from '../../../kit/ui/console/Bulk.tsx';
import { Choose } from '../../../kit/ui/console/Choose.tsx';
import { plus, printer, trash2 } from '../../../kit/ui/console/icons.ts';
import { List } from '../../../kit/ui/console/List.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Installation, Location } from '../schema.ts';
import { placeOf } from './LocationList.tsx';
import { TokenCell } from './TokenOf.tsx';
import type { Part } from './words.ts';

interface InstallationsProps extends Part {
  readonly location: Location;
  readonly onLeave: (installation: Installation) => void;
}

/** What stands at a location; one or many are moved to another one. */
export const Installations = watching(function Installations({
  desk,
  t,
  location,
  onLeave,
}: InstallationsProps) {
  const mayWrite = desk.may('installations:write');
  const here = `/sites/${location.id}`;
  const stand = async ({ id }: Installation, locationId: string) => {
    const moved = await desk.api.patch<Installation>(`/api/v1/installations/${id}`, { locationId });
    return moved.locationId === location.id ? moved : null;
  };
  const moving: BulkAct<Installation> = {
    ...{ key: 'move', label: t('sites.move'), question: t('sites.move.question'), go: t('sites.move.go') },
    needsValue: true,
    ask: (chosen, choose) => (
      <>
        <p class="small">{t('sites.move.text')}</p>
        <Choose
          atOnce
          {...{ t, id: 'move', chosen, onChoose: choose }}
          label={t('sites.move.find')}
          hint={t('sites.move.find.hint')}
          found={t('sites.move.found')}
          none={t('sites.move.none')}
          find={(search) => otherPlaces(desk, location, search)}
        />
      </>
    ),
    run: stand,
    undo: async (before) => (await stand(before, location.id)) ?? undefined,
  };
  return (
    <List<Installation>
      inside
      name={`installations of ${location.id}`}
      title={t('sites.installations')}
      path="/api/v1/installations"
      fixed={{ locationId: location.id }}
      nameOf={({ name }) => name}
      search={t('sites.installations.search')}
      {...(mayWrite && { bulk: [moving] })}
      to={({ id }) => `${here}/${id}`}
      end={
        mayWrite ? (
          <>
            <Action icon={printer} small to={`${here}/labels`}>
              {t('sites.labels.print')}
            </Action>
            <Action icon={plus} small to={`${here}/new`}>
              {t('sites.installations.new')}
            </Action>
          </>
        ) : null
      }
      columns={[
        { key: 'name', label: t('sites.name'), cell: ({ name }) => name },
        { key: 'kind', label: t('sites.installations.kind'), cell: ({ kind }) => kind },
        {
          key: 'serial',
          label: t('sites.installations.serial'),
          class: 'mono',
          cell: ({ serialNumber }) => serialNumber,
        },
        {
          key: 'on',
          label: t('sites.installations.on'),
          cell: ({ installedOn }) => (installedOn ? t.day(installedOn) : null),
        },
        {
          key: 'token',
          label: t('sites.installations.token'),
          class: 'mono',
          cell: (installation) => <TokenCell t={t} installation={installation} mayRead={mayWrite} />,
        },
        ...(mayWrite
          ? [
              {
                key: 'delete',
                label: t('sites.delete'),
                end: true,
                quiet: true,
                cell: (installation: Installation) => (
                  <Action icon={trash2} iconOnly small onClick={() => onLeave(installation)}>
                    {t('sites.installations.delete', { name: installation.name })}
                  </Action>
                ),
              },
            ]
          : []),
      ]}
      empty={<p class="muted">{t('sites.installations.none')}</p>}
    />
  );
});

/** Where else of its customer's something may stand: ten that fit what was typed, or the first ten. */
async function otherPlaces(desk: Part['desk'], { id, customerId }: Location, search: string) {
  const query = new URLSearchParams({ customerId, limit: '11', ...(search.trim() && { search }) });
  const { items } = await desk.api.get<{ items: Location[] }>(`/api/v1/locations?${query}`);
  return items
    .filter((one) => one.id !== id)
    .slice(0, 10)
    .map((one) => ({
      value: one.id,
      label: [one.name, one.number, placeOf(one)].filter(Boolean).join(', '),
    }));
}
