import { useState } from 'preact/hooks';
import { Form, type FormValues } from '../../../kit/ui/console/Form.tsx';
import { triangleAlert } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Portal } from '../../portals/schema.ts';
import { type InvitationCount, type InvitationItem, paceDefaults } from '../schema.ts';
import { usePortals } from './use-portals.ts';
import type { Props } from './words.ts';

/** Whom, how many at once, how far apart: with the number of people before anybody is written to. */
export const NewInvitation = watching(function NewInvitation(props: Props) {
  const { desk, t } = props;
  const { loaded } = usePortals(desk);
  return (
    <>
      <PageHead
        title={t('invitations.new')}
        sub={t('invitations.about')}
        crumbs={[{ label: t('invitations.title'), to: '/invitations' }]}
      />
      <div class="page narrow">
        <Load of={loaded} what={t('invitations.new')}>
          {({ items }) => <Fields {...props} portals={items} />}
        </Load>
      </div>
    </>
  );
});

const wholeNumber = (text: string, most: number): boolean =>
  /^\d{1,5}$/.test(text.trim()) && Number(text) >= 1 && Number(text) <= most;

const choiceOf = (values: FormValues) => ({
  portalId: values.portalId,
  ...(values.who === 'owners' && { roles: ['owner'] }),
});

const Fields = watching(function Fields({
  desk,
  t,
  portals,
}: Props & { readonly portals: readonly Portal[] }) {
  const usual = portals.find(({ isDefault }) => isDefault) ?? portals[0];
  const start: FormValues = {
    portalId: usual?.id ?? '',
    who: 'all',
    waveSize: String(paceDefaults.waveSize),
    minutesBetween: String(paceDefaults.minutesBetween),
    stopAtPercent: String(paceDefaults.stopAtPercent),
  };
  const [values, setValues] = useState(start);
  const choice = JSON.stringify(choiceOf(values));
  const count = useLoad(choice, () =>
    desk.api.post<InvitationCount>('/api/v1/invitations/count', JSON.parse(choice)),
  );
  const portal = portals.find(({ id }) => id === values.portalId);
  const pace = (name: string, key: 'wave' | 'between' | 'stop', most: number) => ({
    name,
    kind: 'number' as const,
    label: t(`invitations.${key}`),
    hint: t(`invitations.${key}.hint`),
    need: t('invitations.number', { most }),
    width: 'w-short',
    check: (text: string) => (wholeNumber(text, most) ? undefined : t('invitations.number', { most })),
  });
  return (
    <Form
      name="invitation new"
      start={start}
      onChange={setValues}
      submit={t('invitations.start')}
      pending={t('invitations.starting')}
      failed={t('invitations.start-failed')}
      cancel="/invitations"
      refusals={{ 'invitation.nobody': t('invitations.nobody') }}
      onSave={async (given) => {
        const made = await desk.api.post<InvitationItem>('/api/v1/invitations', {
          ...choiceOf(given),
          waveSize: Number(given.waveSize),
          minutesBetween: Number(given.minutesBetween),
          stopAtPercent: Number(given.stopAtPercent),
        });
        desk.say(t('invitations.started'));
        desk.places.go(`/invitations/${made.id}`, { replace: true });
      }}
      groups={() => [
        {
          title: t('invitations.whom'),
          fields: [
            {
              name: 'portalId',
              kind: 'select',
              label: t('invitations.portal'),
              always: true,
              options: portals.map(({ id, brandName }) => ({ value: id, label: brandName })),
            },
            {
              name: 'who',
              kind: 'select',
              label: t('invitations.who'),
              always: true,
              options: [
                { value: 'all', label: t('invitations.who.all') },
                { value: 'owners', label: t('invitations.who.owners') },
              ],
            },
          ],
          hint: (
            <Load of={count} what={t('invitations.people')} rows={1}>
              {(found) => <Found t={t} found={found} />}
            </Load>
          ),
        },
        {
          title: t('invitations.pace'),
          fields: [
            [pace('waveSize', 'wave', 5_000), pace('minutesBetween', 'between', 10_080)],
            pace('stopAtPercent', 'stop', 100),
          ],
        },
      ]}
    >
      {portal?.mail.noAccessMail ? (
        <Notice tone="warn" icon={triangleAlert} title={t('invitations.no-mail')}>
          {t('invitations.no-mail.text', { brand: portal.brandName })}
        </Notice>
      ) : null}
    </Form>
  );
});

function Found({ t, found }: { readonly t: Props['t']; readonly found: InvitationCount }) {
  const left = (['invited', 'signedIn', 'noAddress', 'bouncing'] as const).filter(
    (why) => found.left[why] > 0,
  );
  return (
    <div role="status">
      <p class="strong">{t('invitations.found', { count: found.people })}</p>
      {left.length > 0 ? (
        <ul class="small muted">
          {left.map((why) => (
            <li key={why}>{t(`invitations.left.${why}`, { count: found.left[why] })}</li>
          ))}
        </ul>
      ) : null}
    </div>
  );
}
