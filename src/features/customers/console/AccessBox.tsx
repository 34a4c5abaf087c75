import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { link as linkIcon, logOut } from '../../../kit/ui/console/icons.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { OpenPortal } from '../../links/console/OpenPortal.tsx';
import type { OneCustomer } from './CustomerPage.tsx';

/** How this customer gets in, and how everybody of theirs gets out. */
export const AccessBox = watching(function AccessBox(one: OneCustomer) {
  const { desk, t, customer, portal } = one;
  const [open, setOpen] = useState<'link' | 'end' | undefined>(undefined);
  const close = () => setOpen(undefined);
  if (!portal) return null;
  return (
    <Section title={t('customers.access')}>
      <div class="card">
        <p class="small muted">
          {portal.signIn?.password ? t('customers.access.account') : t('customers.access.link-only')}
        </p>
        <div class="actions">
          <Action small icon={linkIcon} onClick={() => setOpen('link')}>
            {t('link.make')}
          </Action>
          {desk.may('customers:write') ? (
            <Action small icon={logOut} onClick={() => setOpen('end')}>
              {t('customers.end-sessions')}
            </Action>
          ) : null}
        </div>
      </div>
      {open === 'link' ? <OpenPortal {...one} portal={portal} onClose={close} /> : null}
      {open === 'end' ? (
        <Confirm
          title={t('customers.end-sessions.question', { name: customer.name })}
          label={t('customers.end-sessions')}
          pending={t('customers.ending')}
          danger={false}
          onClose={close}
          act={async () => {
            await desk.api.delete(`/api/v1/customers/${customer.id}/sessions`);
            desk.say(t('customers.sessions-ended'));
            close();
          }}
        >
          <p>{t('customers.end-sessions.text')}</p>
        </Confirm>
      ) : null}
    </Section>
  );
});
