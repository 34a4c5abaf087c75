import { Badge } from '../../../kit/ui/Badge.tsx';
import { To } from '../../../kit/ui/console/Action.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Contact } from '../schema.ts';
import type { OneCustomer } from './CustomerPage.tsx';

const owns = ({ role, active }: Contact): boolean => role === 'owner' && active;

/** Who may come in for this customer. */
export const People = watching(function People({ desk, t, customer }: OneCustomer) {
  const here = `/customers/${customer.id}/contacts`;
  const people = useLoad(`people ${customer.id}`, async () =>
    desk.api.get<{ items: Contact[]; nextCursor: string | null }>(
      `/api/v1/contacts?customerId=${customer.id}&limit=6`,
    ),
  );
  return (
    <Section
      title={t('customers.tab.contacts')}
      end={desk.may('contacts:write') ? <To to={`${here}/new`}>{t('contacts.new')}</To> : undefined}
    >
      <Load of={people} what={t('customers.tab.contacts')} rows={2}>
        {({ items, nextCursor }) => (
          <>
            {items.length === 0 ? <p class="small muted">{t('contacts.empty')}</p> : null}
            {items.length > 0 && !nextCursor && !items.some(owns) ? (
              <Notice tone="warn" icon={circleAlert} title={t('contacts.no-owner')}>
                {t('contacts.no-owner.text')}
              </Notice>
            ) : null}
            <ul class="people">
              {items.map((contact) => (
                <li key={contact.id}>
                  <To class="quiet strong" to={`${here}/${contact.id}`}>
                    {contact.name}
                  </To>
                  <span class="muted">{t(`contacts.role.${contact.role}`)}</span>
                  <span class="muted">
                    <bdi>{contact.email ?? contact.username ?? ''}</bdi>{' '}
                    {contact.emailBouncing ? (
                      <Badge tone="bad" icon={circleAlert}>
                        {t('contacts.bounces')}
                      </Badge>
                    ) : null}
                  </span>
                  <span class="muted num">
                    {contact.lastSignInAt ? ago(t, contact.lastSignInAt) : t('desk.never')}
                  </span>
                </li>
              ))}
            </ul>
            {nextCursor ? (
              <p class="small">
                <To to={here}>{t('contacts.all')}</To>
              </p>
            ) : null}
          </>
        )}
      </Load>
    </Section>
  );
});
