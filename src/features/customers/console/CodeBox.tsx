import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Copy, Secret } from '../../../kit/ui/console/Copy.tsx';
import { eye, keyRound } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { Failed } from '../../../kit/ui/Failed.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { AccessCode, WaysIn } from '../../access/schema.ts';
import type { OneCustomer } from './CustomerPage.tsx';

/** The customer's access code: there or not, shown when asked for (which is written down), made anew, revoked. */
export const CodeBox = watching(function CodeBox({ desk, t, customer }: OneCustomer) {
  const here = `/api/v1/customers/${customer.id}/access-code`;
  const ways = useLoad<WaysIn>(`ways in ${customer.id}`, () =>
    desk.api.get(`/api/v1/customers/${customer.id}/access`),
  );
  const [shown, setShown] = useState<AccessCode | undefined>(undefined);
  const [failure, setFailure] = useState<unknown>(undefined);
  const [asked, setAsked] = useState<'renew' | 'revoke' | undefined>(undefined);
  const mayWrite = desk.may('customers:write');
  const attempt = (act: () => Promise<AccessCode>) => () =>
    void act().then((code) => {
      setShown(code);
      setFailure(undefined);
      ways.reload();
    }, setFailure);
  const make = () => desk.api.post<AccessCode>(here);
  return (
    <Load of={ways} what={t('customers.code')} rows={1}>
      {({ accessCode }) => (
        <div class="card">
          {shown ? (
            <Secret text={shown.code} what={t('customers.code')} />
          ) : (
            <p class="strong">{t(accessCode ? 'customers.code.there' : 'customers.code.none')}</p>
          )}
          <p class="small muted">
            {!accessCode
              ? t('customers.code.about')
              : accessCode.lastUsedAt
                ? t('customers.code.used', {
                    since: t.day(accessCode.createdAt),
                    used: ago(t, accessCode.lastUsedAt),
                  })
                : t('customers.code.unused', { since: t.day(accessCode.createdAt) })}
          </p>
          {failure ? <Failed t={t} title={t('desk.not-done')} error={failure} /> : null}
          {mayWrite ? (
            <div class="actions">
              {accessCode && !shown ? (
                <Action small icon={eye} onClick={attempt(() => desk.api.get<AccessCode>(here))}>
                  {t('customers.code.show')}
                </Action>
              ) : null}
              {shown ? <Copy text={shown.url} what={t('customers.link.what')} /> : null}
              {accessCode ? (
                <>
                  <button type="button" class="link small" onClick={() => setAsked('renew')}>
                    {t('customers.code.renew')}
                  </button>
                  <button type="button" class="link small danger-words" onClick={() => setAsked('revoke')}>
                    {t('customers.code.revoke')}
                  </button>
                </>
              ) : (
                <Action small icon={keyRound} onClick={attempt(make)}>
                  {t('customers.code.make')}
                </Action>
              )}
            </div>
          ) : null}
          {asked ? (
            <Confirm
              title={t(`customers.code.${asked}.question`, { name: customer.name })}
              label={t(`customers.code.${asked}`)}
              pending={t('customers.ending')}
              danger={asked === 'revoke'}
              onClose={() => setAsked(undefined)}
              act={async () => {
                if (asked === 'renew') setShown(await make());
                else {
                  await desk.api.delete(here);
                  setShown(undefined);
                }
                setAsked(undefined);
                ways.reload();
              }}
            >
              <p>{t('customers.code.ends')}</p>
            </Confirm>
          ) : null}
        </div>
      )}
    </Load>
  );
});
