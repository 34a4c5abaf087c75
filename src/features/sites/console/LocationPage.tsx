import { useState } from 'preact/hooks';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { pencil, send, trash2 } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead, Pairs, Section } from '../../../kit/ui/console/Page.tsx';
import { Bits } from '../../../kit/ui/Row.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { AccessCode } from '../../access/console/AccessCode.tsx';
import type { Customer } from '../../customers/schema.ts';
import type { Portal } from '../../portals/schema.ts';
import type { Installation, Location } from '../schema.ts';
import { Installations } from './Installations.tsx';
import { placeOf } from './LocationList.tsx';
import { collectionOf, type RecordKind, Records, recordKinds } from './Records.tsx';
import type { Part } from './words.ts';

interface LocationPageProps extends Part {
  readonly id: string;
  readonly tab: 'installations' | RecordKind;
}

/** A location with what stands there, and the code that opens it. */
export const LocationPage = watching(function LocationPage({ desk, t, query, id, tab }: LocationPageProps) {
  const known = useLoad(`location ${id}`, async () => {
    const location = await desk.api.get<Location>(`/api/v1/locations/${id}`);
    const customer = desk.may('customers:read')
      ? await desk.api.get<Customer>(`/api/v1/customers/${location.customerId}`)
      : undefined;
    const portal =
      customer && desk.may('portals:read')
        ? await desk.api.get<Portal>(`/api/v1/portals/${customer.portalId}`)
        : undefined;
    return { location, customer, portal };
  });
  const [leaving, setLeaving] = useState<Location | Installation | undefined>(undefined);
  const { location, customer } = known.value ?? {};
  const mayWrite = desk.may('locations:write');
  return (
    <>
      <PageHead
        title={location?.name ?? t('sites.title')}
        crumbs={[
          { label: t('sites.title'), to: '/sites' },
          ...(customer ? [{ label: customer.name, to: `/customers/${customer.id}` }] : []),
        ]}
        sub={
          location ? (
            <>
              <Bits bits={[location.number ?? undefined, placeOf(location) || undefined]} />
              {location.address.city ? (
                <>
                  {' '}
                  <a
                    href={`https://www.openstreetmap.org/search?query=${encodeURIComponent(placeOf(location))}`}
                    target="_blank"
                    rel="noopener noreferrer"
                  >
                    {t('sites.map')}
                  </a>
                </>
              ) : null}
            </>
          ) : undefined
        }
        actions={
          location && mayWrite ? (
            <>
              <Action icon={pencil} to={`/sites/${id}/edit`}>
                {t('sites.edit')}
              </Action>
              <Action icon={send} to={`/sites/${id}/handover`}>
                {t('sites.handover')}
              </Action>
              <Action icon={trash2} onClick={() => setLeaving(location)}>
                {t('sites.delete')}
              </Action>
            </>
          ) : undefined
        }
        tabs={[
          { key: 'installations', label: t('sites.installations'), to: `/sites/${id}` },
          ...recordKinds
            .filter((kind) => desk.may(`${collectionOf[kind]}:read`))
            .map((kind) => ({ key: kind, label: t(`sites.${kind}`), to: `/sites/${id}/${kind}` })),
        ]}
        tab={tab}
      />
      <Load of={known} what={t('sites.title')} missing={t('sites.missing')}>
        {({ location: found, customer: owner, portal }) => (
          <div class="page-body">
            <div class="cols">
              <div>
                {tab === 'installations' ? (
                  <Section title={t('sites.installations')}>
                    <Installations
                      {...{ desk, t, query }}
                      location={found}
                      onLeave={(installation) => setLeaving(installation)}
                    />
                  </Section>
                ) : (
                  <Section title={t(`sites.${tab}`)}>
                    <Records {...{ desk, t, query }} location={found} kind={tab} />
                  </Section>
                )}
              </div>
              <aside aria-label={t('sites.address')}>
                <AccessCode
                  t={t}
                  at={`/api/v1/locations/${found.id}`}
                  name={found.name}
                  brandName={portal?.brandName ?? desk.vendor.name}
                  language={owner?.language ?? portal?.languages[0] ?? 'en'}
                  mayWrite={mayWrite}
                  asksToken
                />
                <Section title={t('sites.customer')}>
                  {owner ? <To to={`/customers/${owner.id}`}>{owner.name}</To> : null}
                  <Pairs pairs={[{ label: t('sites.own-id'), value: found.externalId, mono: true }]} />
                </Section>
              </aside>
            </div>
          </div>
        )}
      </Load>
      {leaving ? (
        <Leaving
          {...{ desk, t, query }}
          thing={leaving}
          onClose={() => setLeaving(undefined)}
          onGone={() => {
            setLeaving(undefined);
            desk.say(t('sites.deleted', { name: leaving.name }));
            if (leaving.id === id) desk.places.go('/sites', { replace: true });
            else known.reload();
          }}
        />
      ) : null}
    </>
  );
});

interface LeavingProps extends Part {
  readonly thing: Location | Installation;
  readonly onClose: () => void;
  readonly onGone: () => void;
}

function Leaving({ desk, t, thing, onClose, onGone }: LeavingProps) {
  const isLocation = thing.id.startsWith('loc_');
  return (
    <Confirm
      title={t('sites.delete.question', { name: thing.name })}
      label={isLocation ? t('sites.delete') : t('sites.installations.delete', { name: thing.name })}
      pending={t('sites.deleting')}
      typed={thing.name}
      refusals={{ 'site-document.must-be-kept': t('sites.documents.kept') }}
      onClose={onClose}
      act={async () => {
        await desk.api.delete(`/api/v1/${isLocation ? 'locations' : 'installations'}/${thing.id}`);
        onGone();
      }}
    >
      <p>{t(isLocation ? 'sites.delete.text' : 'sites.installations.delete.text')}</p>
    </Confirm>
  );
}
