import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { changedValues, nested } from '../../../kit/ui/console/form-model.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { accessGroup, accessStart, saveAccess, withoutAccess } from '../../access/console/access-fields.ts';
import type { WaysIn } from '../../access/schema.ts';
import type { Location } from '../schema.ts';
import type { Part } from './words.ts';

interface LocationFormProps extends Part {
  /** `undefined`: a new one, of the customer in `?customerId=`. */
  readonly id: string | undefined;
}

/** One form for a new location and for one that is changed. */
export const LocationForm = watching(function LocationForm({ desk, t, query, id }: LocationFormProps) {
  const known = useLoad(`location form ${id}`, async () => ({
    location: id ? await desk.api.get<Location>(`/api/v1/locations/${id}`) : undefined,
    access: id ? await desk.api.get<WaysIn>(`/api/v1/locations/${id}/access`) : undefined,
  }));
  const title = t(id ? 'sites.edit-title' : 'sites.new');
  const back = id ? `/sites/${id}` : `/sites?customerId=${query.customerId ?? ''}`;
  return (
    <>
      <PageHead
        title={title}
        crumbs={[
          { label: t('sites.title'), to: '/sites' },
          ...(known.value?.location ? [{ label: known.value.location.name, to: back }] : []),
        ]}
      />
      <Load of={known} what={title} missing={t('sites.missing')} rows={6}>
        {({ location, access }) => (
          <div class="page narrow">
            <Filled desk={desk} t={t} query={query} {...{ location, access, back }} />
          </div>
        )}
      </Load>
    </>
  );
});

interface FilledProps extends Part {
  readonly location: Location | undefined;
  readonly access: WaysIn | undefined;
  readonly back: string;
}

const Filled = watching(function Filled({ desk, t, query, location, access, back }: FilledProps) {
  const { customerId } = query;
  const start: FormValues = {
    name: location?.name ?? '',
    number: location?.number ?? '',
    externalId: location?.externalId ?? '',
    'address.street': location?.address.street ?? '',
    'address.houseNumber': location?.address.houseNumber ?? '',
    'address.postcode': location?.address.postcode ?? '',
    'address.city': location?.address.city ?? '',
    'address.country': location?.address.country ?? '',
    ...accessStart(access),
  };
  return (
    <Form
      name={`location ${location?.id ?? `new ${customerId}`}`}
      start={start}
      submit={t(location ? 'sites.save' : 'sites.make')}
      pending={t('sites.saving')}
      failed={t('sites.save-failed')}
      refusals={{ 'location.external-id-taken': t('sites.taken') }}
      cancel={back}
      onSave={async (values) => {
        const { externalId, ...changed } = withoutAccess(location ? changedValues(start, values) : values);
        const body = nested({ ...changed, ...('number' in changed && { number: changed.number || null }) });
        const saved = location
          ? await desk.api.patch<Location>(`/api/v1/locations/${location.id}`, body)
          : await desk.api.post<Location>('/api/v1/locations', {
              ...body,
              customerId,
              ...(externalId && { externalId }),
            });
        const at = `/api/v1/locations/${saved.id}`;
        await saveAccess(desk.api, at, { start, values, asksToken: true });
        desk.say(t('sites.saved', { name: saved.name }));
        desk.places.go(`/sites/${saved.id}`, { replace: true });
      }}
      groups={(values) => [
        {
          fields: [
            { name: 'name', label: t('sites.name'), hint: t('sites.name.hint'), need: t('sites.need-name') },
            { name: 'number', label: t('sites.number'), width: 'short', optional: true },
            location
              ? undefined
              : {
                  name: 'externalId',
                  label: t('sites.own-id'),
                  hint: t('sites.own-id.hint'),
                  optional: true,
                },
          ],
        },
        {
          title: t('sites.address'),
          fields: [
            [
              { name: 'address.street', label: t('sites.street'), optional: true },
              { name: 'address.houseNumber', label: t('sites.house-number'), width: 'short', optional: true },
            ],
            [
              { name: 'address.postcode', label: t('sites.postcode'), width: 'short', optional: true },
              { name: 'address.city', label: t('sites.city'), optional: true },
            ],
            {
              name: 'address.country',
              label: t('sites.country'),
              hint: t('sites.country.hint'),
              width: 'short',
              optional: true,
              check: (text) => (/^([A-Z]{2})?$/.test(String(text)) ? undefined : t('sites.country.wrong')),
            },
          ],
        },
        accessGroup({ t, values, start, asksToken: true }),
      ]}
    />
  );
});
