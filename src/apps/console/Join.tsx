import { useState } from 'preact/hooks';
import type { OperatorSession } from '../../features/operators/schema.ts';
import type { JoinOffer } from '../../features/operators/security-schema.ts';
import { Action } from '../../kit/ui/console/Action.tsx';
import { Form } from '../../kit/ui/console/Form.tsx';
import { Load, useLoad } from '../../kit/ui/console/Load.tsx';
import { Failed } from '../../kit/ui/Failed.tsx';
import { watching } from '../../kit/ui/signals.ts';
import { base, type Console } from './console.ts';
import { Door } from './Door.tsx';
import { SignIn } from './SignIn.tsx';
import { takeToken } from './take-token.ts';

type How = 'new' | 'mine';

/** What an invitation leads to: a password of one's own, or one more vendor for the sign-in there is. */
export const JoinPage = watching(function JoinPage({ app }: { readonly app: Console }) {
  const t = app.t.value;
  const [token] = useState(takeToken);
  const [how, setHow] = useState<How>('new');
  const signedIn = app.session.value?.operator.id;
  const offer = useLoad<JoinOffer>(`join ${signedIn}`, () =>
    app.api.post<JoinOffer>('/api/v1/operator-join/look', { token }),
  );
  const join = async (account?: Record<string, unknown>) => {
    const body = { token, ...(account && { account }) };
    const session = await app.api.post<OperatorSession>('/api/v1/operator-join', body);
    const joined = session.vendors.find(({ name, side }) => side === 'live' && name === offer.value?.vendor);
    // A new document: the side that was joined, with whatever the session now opens.
    app.remember();
    location.assign(joined ? `${base}/${joined.slug}/live` : base);
  };
  const title = offer.value ? t('join.title', { vendor: offer.value.vendor }) : t('join.loading');
  return (
    <Door app={app} title={title}>
      <Load of={offer} what={t('join.loading')} missing={t('join.gone')}>
        {(known) => (
          <>
            <p class="muted">{t('join.text', { email: known.email, role: t(`role.${known.role}`) })}</p>
            {known.signedIn ? (
              <Mine app={app} vendor={known.vendor} join={join} />
            ) : how === 'mine' ? (
              <>
                <SignIn app={app} email={known.email} />
                <button type="button" class="link" onClick={() => setHow('new')}>
                  {t('join.new')}
                </button>
              </>
            ) : (
              <>
                <Fresh app={app} offer={known} join={join} />
                <button type="button" class="link" onClick={() => setHow('mine')}>
                  {t('join.mine')}
                </button>
              </>
            )}
          </>
        )}
      </Load>
    </Door>
  );
});

interface FreshProps {
  readonly app: Console;
  readonly offer: JoinOffer;
  readonly join: (account?: Record<string, unknown>) => Promise<void>;
}

const Fresh = watching(function Fresh({ app, offer, join }: FreshProps) {
  const t = app.t.value;
  return (
    <Form
      name="join"
      keepsDraft={false}
      start={{ name: offer.name, password: '' }}
      submit={t('join.go')}
      pending={t('setup.busy')}
      failed={t('sign-in.failed')}
      refusals={{ 'operator-invitation.refused': t('join.gone') }}
      fieldRefusals={{ 'account.password': t('account.password.rule') }}
      onSave={async ({ name, password }) => join({ name, password, language: app.language.peek() })}
      groups={() => [
        {
          fields: [
            { name: 'name', label: t('account.name'), need: t('account.name.need'), autocomplete: 'name' },
            {
              name: 'password',
              kind: 'password',
              label: t('account.password'),
              hint: t('account.password.hint'),
              need: t('account.password.rule'),
              check: (text: string) => (text.length < 12 ? t('account.password.rule') : undefined),
              autocomplete: 'new-password',
            },
          ],
        },
      ]}
    />
  );
});

const Mine = watching(function Mine({
  app,
  vendor,
  join,
}: {
  readonly app: Console;
  readonly vendor: string;
  readonly join: () => Promise<void>;
}) {
  const t = app.t.value;
  const [state, setState] = useState<{ busy?: boolean; error?: unknown }>({});
  return (
    <>
      {state.error ? <Failed t={t} title={t('sign-in.failed')} error={state.error} /> : null}
      <div class="actions">
        <Action
          kind="primary"
          pending={state.busy ? t('sign-in.busy') : undefined}
          onClick={() => {
            setState({ busy: true });
            join().catch((error: unknown) => setState({ error }));
          }}
        >
          {t('join.add', { vendor })}
        </Action>
      </div>
    </>
  );
});
