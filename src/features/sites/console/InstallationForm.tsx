import { isDay } from '../../../kit/common/day.ts';
import { To } from '../../../kit/ui/console/Action.tsx';
import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { changedValues } from '../../../kit/ui/console/form-model.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Installation, Location } from '../schema.ts';
import { collectionOf, recordKinds } from './Records.tsx';
import { TokenOf } from './TokenOf.tsx';
import type { Part } from './words.ts';

interface InstallationFormProps extends Part {
  readonly locationId: string;
  /** `undefined`: a new one. */
  readonly id: string | undefined;
}

/** A new installation at a location, or one that is looked at and changed, with its token. */
export const InstallationForm = watching(function InstallationForm(props: InstallationFormProps) {
  const { desk, t, locationId, id } = props;
  const known = useLoad(`installation form ${locationId} ${id}`, async () => {
    const [location, installation] = await Promise.all([
      desk.api.get<Location>(`/api/v1/locations/${locationId}`),
      id ? desk.api.get<Installation>(`/api/v1/installations/${id}`) : undefined,
    ]);
    return { location, installation };
  });
  const title = t(id ? 'sites.installations.edit' : 'sites.installations.new');
  const { location } = known.value ?? {};
  return (
    <>
      <PageHead
        title={title}
        crumbs={[
          { label: t('sites.title'), to: '/sites' },
          ...(location ? [{ label: location.name, to: `/sites/${location.id}` }] : []),
        ]}
      />
      <Load of={known} what={title} missing={t('sites.missing')} rows={5}>
        {({ installation }) => (
          <div class="page narrow">
            {installation && desk.may('installations:write') ? (
              <TokenOf t={t} installation={installation} />
            ) : null}
            {installation ? (
              <nav class="actions" aria-label={installation.name}>
                {recordKinds
                  .filter((kind) => desk.may(`${collectionOf[kind]}:read`))
                  .map((kind) => (
                    <To key={kind} to={`/sites/${locationId}/${kind}?installationId=${installation.id}`}>
                      {t(`sites.${kind}`)}
                    </To>
                  ))}
              </nav>
            ) : null}
            <Filled {...props} installation={installation} />
          </div>
        )}
      </Load>
    </>
  );
});

const Filled = watching(function Filled({
  desk,
  t,
  locationId,
  installation,
}: InstallationFormProps & { readonly installation: Installation | undefined }) {
  const start: FormValues = {
    name: installation?.name ?? '',
    kind: installation?.kind ?? '',
    serialNumber: installation?.serialNumber ?? '',
    installedOn: installation?.installedOn ?? '',
    token: '',
  };
  const back = `/sites/${locationId}`;
  return (
    <Form
      name={`installation ${installation?.id ?? `new ${locationId}`}`}
      start={start}
      submit={t(installation ? 'sites.installations.save' : 'sites.installations.make')}
      pending={t('sites.saving')}
      failed={t('sites.save-failed')}
      refusals={{ 'installation.token-taken': t('sites.installations.token.taken') }}
      cancel={back}
      onSave={async (values) => {
        const { token, ...fields } = installation ? changedValues(start, values) : values;
        const body = Object.fromEntries(
          Object.entries(fields).map(([name, value]) => [name, value === '' ? null : value]),
        );
        const saved = installation
          ? await desk.api.patch<Installation>(`/api/v1/installations/${installation.id}`, body)
          : await desk.api.post<Installation>('/api/v1/installations', {
              ...body,
              locationId,
              ...(token && { token }),
            });
        desk.say(t('sites.saved', { name: saved.name }));
        desk.places.go(back, { replace: true });
      }}
      groups={() => [
        {
          fields: [
            { name: 'name', label: t('sites.name'), need: t('sites.need-name') },
            {
              name: 'kind',
              label: t('sites.installations.kind'),
              hint: t('sites.installations.kind.hint'),
              optional: true,
            },
            { name: 'serialNumber', label: t('sites.installations.serial'), optional: true },
            {
              name: 'installedOn',
              label: t('sites.installations.on'),
              width: 'short',
              optional: true,
              check: (text) =>
                text === '' || isDay(String(text)) ? undefined : t('sites.installations.on.wrong'),
            },
            installation
              ? undefined
              : {
                  name: 'token',
                  label: t('sites.installations.token'),
                  hint: t('sites.installations.token.hint'),
                  optional: true,
                },
          ],
        },
      ]}
    />
  );
});
