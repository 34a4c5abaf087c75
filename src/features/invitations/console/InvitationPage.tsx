import { useEffect, useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { List, useList } from '../../../kit/ui/console/List.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Figures, PageHead, Pairs, Section } from '../../../kit/ui/console/Page.tsx';
import { Progress } from '../../../kit/ui/console/Progress.tsx';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { circleAlert, clock } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { type Invitation, type Invited, InvitedState } from '../schema.ts';
import { PersonBadge, RunBadge } from './StateBadge.tsx';
import { usePortals } from './use-portals.ts';
import type { Props } from './words.ts';
import './invitations.css';

type Act = 'pause' | 'resume' | 'cancel';

/** One invitation: how far it is, what came of it, who was reached. */
export const InvitationPage = watching(function InvitationPage(props: Props) {
  const { desk, t, path } = props;
  const id = path[0] ?? '';
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState<Act>();
  const [failed, setFailed] = useState<unknown>();
  const run = useLoad(id, () => desk.api.get<Invitation>(`/api/v1/invitations/${id}`));
  const { value, reload, set } = run;
  const running = value?.state === 'running';
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(reload, 5_000);
    return () => clearInterval(timer);
  }, [running, reload]);
  const acts: Readonly<Record<Act, () => Promise<Invitation>>> = {
    pause: () => desk.api.post<Invitation>(`/api/v1/invitations/${id}/pause`),
    resume: () => desk.api.post<Invitation>(`/api/v1/invitations/${id}/resume`),
    cancel: () => desk.api.post<Invitation>(`/api/v1/invitations/${id}/cancel`),
  };
  const act = async (what: Act) => set(await acts[what]());
  const press = async (what: Act) => {
    setBusy(what);
    setFailed(undefined);
    await act(what).catch(setFailed);
    setBusy(undefined);
  };
  const open = value && value.state !== 'done' && value.state !== 'cancelled' && desk.may('mails:write');
  return (
    <>
      <PageHead
        title={value ? t('invitations.of', { when: moment(t, value.createdAt) }) : t('invitations.one')}
        sub={value ? <RunBadge t={t} state={value.state} /> : null}
        crumbs={[{ label: t('invitations.title'), to: '/invitations' }]}
        actions={
          open ? (
            <>
              <Action onClick={() => setAsking(true)}>{t('invitations.cancel')}</Action>
              {running ? (
                <Action
                  pending={busy === 'pause' ? t('invitations.pausing') : undefined}
                  onClick={() => void press('pause')}
                >
                  {t('invitations.pause')}
                </Action>
              ) : (
                <Action
                  kind="primary"
                  pending={busy === 'resume' ? t('invitations.resuming') : undefined}
                  onClick={() => void press('resume')}
                >
                  {t('invitations.resume')}
                </Action>
              )}
            </>
          ) : undefined
        }
      />
      <div class="page">
        {failed ? <Failed t={t} title={t('invitations.act-failed')} error={failed} /> : null}
        <Load of={run} what={t('invitations.one')} missing={t('invitations.none')}>
          {(invitation) => <Standing {...props} invitation={invitation} />}
        </Load>
      </div>
      {asking ? (
        <Confirm
          title={t('invitations.cancel.question')}
          label={t('invitations.cancel')}
          pending={t('invitations.cancelling')}
          onClose={() => setAsking(false)}
          act={async () => {
            await act('cancel');
            setAsking(false);
          }}
        >
          <p>{t('invitations.cancel.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});

const Standing = watching(function Standing({
  desk,
  t,
  invitation,
}: Props & { readonly invitation: Invitation }) {
  const portals = usePortals(desk);
  const { id, state, total, sent, withheld, skipped, waiting, queued, failed, opened } = invitation;
  const turn = sent + withheld + skipped;
  const waits = state === 'running' && queued * 2 > invitation.waveSize;
  const figure = (key: 'invited' | 'opened' | 'failed' | 'waiting', count: number) => ({
    label: t(`invitations.${key}`),
    value: t.number(count),
  });
  return (
    <>
      {state === 'stopped' ? (
        <Notice tone="bad" icon={circleAlert} title={t('invitations.stopped')}>
          {t('invitations.stopped.text', { percent: invitation.stopAtPercent, count: failed })}
        </Notice>
      ) : null}
      {waits ? (
        <Notice tone="warn" icon={clock} title={t('invitations.mail-waits')}>
          {t('invitations.mail-waits.text', { count: queued })}
        </Notice>
      ) : null}
      <Progress value={turn} of={total} label={t('invitations.progress', { count: turn, total })} />
      <div class="invitation-figures">
        <Figures
          figures={[
            figure('invited', sent),
            figure('opened', opened),
            figure('failed', failed),
            figure('waiting', waiting),
          ]}
        />
      </div>
      <Section title={t('invitations.pace')}>
        <Pairs
          pairs={[
            { label: t('invitations.portal'), value: portals.name(invitation.portalId) },
            {
              label: t('invitations.waves'),
              value: t('invitations.waves.text', {
                count: invitation.waveSize,
                minutes: invitation.minutesBetween,
              }),
            },
            {
              label: t('invitations.stop'),
              value: t('invitations.percent', { percent: invitation.stopAtPercent }),
            },
            ...(invitation.nextWaveAt
              ? [{ label: t('invitations.next'), value: moment(t, invitation.nextWaveAt) }]
              : []),
            ...(withheld > 0 ? [{ label: t('invitations.withheld'), value: t.number(withheld) }] : []),
            ...(skipped > 0 ? [{ label: t('invitations.skipped'), value: t.number(skipped) }] : []),
          ]}
        />
      </Section>
      <Section title={t('invitations.people')}>
        <People t={t} id={id} turn={turn + opened + failed} />
      </Section>
    </>
  );
});

const People = watching(function People({
  t,
  id,
  turn,
}: Pick<Props, 't'> & { readonly id: string; readonly turn: number }) {
  const list = { name: `invited ${id}`, path: `/api/v1/invitations/${id}/people` };
  const rows = useList<Invited>(list);
  // The figures above moved on: so do the rows.
  useEffect(() => {
    if (rows.state.peek() === 'ready' && turn >= 0) void rows.reload();
  }, [turn, rows]);
  return (
    <List<Invited>
      {...list}
      inside
      title={t('invitations.people')}
      csv="invited"
      nameOf={({ name }) => name}
      to={({ customerId }) => `/customers/${customerId}`}
      filters={[
        {
          name: 'state',
          label: t('invitations.state'),
          options: InvitedState.options.map((value) => ({ value, label: t(`invitations.person.${value}`) })),
        },
      ]}
      columns={[
        {
          key: 'name',
          label: t('invitations.person'),
          cell: ({ name, email }) => (
            <>
              {name} <bdi class="muted">{email}</bdi>
            </>
          ),
          csv: ({ name, email }) => `${name} <${email ?? ''}>`,
        },
        {
          key: 'customer',
          label: t('invitations.customer'),
          cell: ({ customerName }) => customerName,
          csv: ({ customerName }) => customerName,
        },
        {
          key: 'state',
          label: t('invitations.state'),
          cell: ({ state, reason }) => (
            <>
              <PersonBadge t={t} state={state} />
              {reason ? (
                <p class="small muted" lang="en">
                  {reason}
                </p>
              ) : null}
            </>
          ),
          csv: ({ state, reason }) => (reason ? `${state}: ${reason}` : state),
        },
        {
          key: 'at',
          label: t('invitations.when'),
          end: true,
          cell: ({ invitedAt, openedAt }) =>
            openedAt ? moment(t, openedAt) : invitedAt ? moment(t, invitedAt) : '–',
          csv: ({ invitedAt }) => invitedAt ?? '',
        },
      ]}
      empty={<p class="muted">{t('invitations.people.none')}</p>}
    />
  );
});
