import { useState } from 'preact/hooks';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { circleAlert, circleCheck } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Contact } from '../schema.ts';
import type { OneCustomer } from './CustomerPage.tsx';

interface ContactSecurityProps extends OneCustomer {
  readonly contact: Contact;
  readonly reload: () => void;
}

/** What else there is to a person's way in: mail that comes back, an authenticator app, ownership. */
export const ContactSecurity = watching(function ContactSecurity(props: ContactSecurityProps) {
  const { desk, t, customer, contact, reload } = props;
  const [asking, ask] = useState<'app' | 'owner'>();
  const mayWrite = desk.may('contacts:write');
  const owns = contact.role === 'owner' && contact.active;
  return (
    <>
      {contact.emailBouncing ? (
        <Notice tone="bad" icon={circleAlert} title={t('contacts.bouncing')}>
          {t('contacts.bouncing.text')}{' '}
          <To to={`/mails?search=${encodeURIComponent(contact.email ?? '')}`}>
            {t('contacts.bouncing.mails')}
          </To>
        </Notice>
      ) : null}
      <div class="actions">
        {contact.secondFactor ? (
          <Badge tone="good" icon={circleCheck}>
            {t('contacts.app')}
          </Badge>
        ) : null}
        {contact.secondFactor && mayWrite ? (
          <Action kind="outlined" onClick={() => ask('app')}>
            {t('contacts.app.clear')}
          </Action>
        ) : null}
        {!owns && mayWrite ? (
          <Action kind="outlined" onClick={() => ask('owner')}>
            {t('contacts.owner.make')}
          </Action>
        ) : null}
      </div>
      {asking === 'app' ? (
        <Confirm
          title={t('contacts.app.question', { name: contact.name })}
          label={t('contacts.app.clear')}
          pending={t('customers.saving')}
          onClose={() => ask(undefined)}
          act={async () => {
            await desk.api.delete(`/api/v1/contacts/${contact.id}/second-factor`);
            ask(undefined);
            desk.say(t('contacts.app.cleared', { name: contact.name }));
            reload();
          }}
        >
          <p>{t('contacts.app.text')}</p>
        </Confirm>
      ) : null}
      {asking === 'owner' ? (
        <Dialog title={t('contacts.owner.question', { name: contact.name })} onClose={() => ask(undefined)}>
          <Form
            name={`owner ${contact.id}`}
            keepsDraft={false}
            start={{ check: '', formerOwners: 'keep' }}
            submit={t('contacts.owner.make')}
            pending={t('customers.saving')}
            failed={t('customers.save-failed')}
            cancel={() => ask(undefined)}
            onSave={async ({ check, formerOwners }) => {
              await desk.api.post(`/api/v1/customers/${customer.id}/ownership`, {
                ...{ contactId: contact.id, check, formerOwners },
              });
              ask(undefined);
              desk.say(t('contacts.owner.made', { name: contact.name }));
              reload();
            }}
            groups={() => [
              {
                fields: [
                  {
                    name: 'check',
                    kind: 'area',
                    label: t('contacts.owner.check'),
                    hint: t('contacts.owner.check.hint'),
                    need: t('contacts.owner.check.need'),
                    check: (text: string) =>
                      text.trim().length < 10 ? t('contacts.owner.check.need') : undefined,
                  },
                  {
                    name: 'formerOwners',
                    kind: 'select',
                    label: t('contacts.owner.former'),
                    always: true,
                    width: 'w-middle',
                    options: (['keep', 'read-only', 'inactive'] as const).map((value) => ({
                      value,
                      label: t(`contacts.owner.former.${value}`),
                    })),
                  },
                ],
              },
            ]}
          />
        </Dialog>
      ) : null}
    </>
  );
});
