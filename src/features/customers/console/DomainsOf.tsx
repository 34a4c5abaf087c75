import { useState } from 'preact/hooks';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Dialog } from '../../../kit/ui/console/Dialog.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { externalLink, x } from '../../../kit/ui/console/icons.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Icon } from '../../../kit/ui/Icon.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { CustomerDomain } from '../schema.ts';
import type { OneCustomer } from './CustomerPage.tsx';

/** The customer's sites: opened in a tab of their own, added and removed. */
export const DomainsOf = watching(function DomainsOf({ desk, t, customer, reload }: OneCustomer) {
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<CustomerDomain | undefined>(undefined);
  const mayWrite = desk.may('domains:write');
  const more = customer.usage.domains - customer.domains.length;
  return (
    <Section
      title={t('customers.domains')}
      end={
        <>
          <To to={`/domains/calls/${customer.id}`}>{t('customers.call-area')}</To>
          {mayWrite ? (
            <button type="button" class="link" onClick={() => setAdding(true)}>
              {t('customers.domain.add')}
            </button>
          ) : null}
        </>
      }
    >
      {customer.domains.length === 0 ? <p class="muted">{t('customers.domain.none')}</p> : null}
      <ul class="domains">
        {customer.domains.map((domain) => (
          <li class="domain" key={domain.id}>
            <a href={`https://${domain.host}/`} target="_blank" rel="noreferrer noopener">
              <bdi class="cut" title={domain.host}>
                {domain.host}
              </bdi>
              <Icon d={externalLink} class="s" />
              <span class="vh"> {t('customers.new-tab')}</span>
            </a>
            {mayWrite ? (
              <Action icon={x} iconOnly small onClick={() => setLeaving(domain)}>
                {t('customers.domain.remove-one', { host: domain.host })}
              </Action>
            ) : null}
          </li>
        ))}
      </ul>
      {more > 0 ? <p class="small muted">{t('customers.domains-more', { count: more })}</p> : null}
      {adding ? (
        <Dialog title={t('customers.domain.add')} onClose={() => setAdding(false)}>
          <Form
            name={`domain of ${customer.id}`}
            keepsDraft={false}
            start={{ host: '' }}
            submit={t('customers.domain.add')}
            pending={t('customers.saving')}
            failed={t('customers.save-failed')}
            fieldRefusals={{ host: t('customers.domain.refused') }}
            refusals={{
              'domain.host-taken': t('customers.domain.taken'),
              'domain.limit-reached': t('customers.domain.limit'),
            }}
            cancel={() => setAdding(false)}
            onSave={async ({ host }) => {
              await desk.api.post('/api/v1/domains', { customerId: customer.id, host });
              setAdding(false);
              desk.say(t('customers.domain.added'));
              reload();
            }}
            groups={() => [
              {
                fields: [
                  {
                    name: 'host',
                    kind: 'url',
                    label: t('customers.domain.host'),
                    hint: t('customers.domain.host.hint'),
                    need: t('customers.domain.need'),
                  },
                ],
              },
            ]}
          />
        </Dialog>
      ) : null}
      {leaving ? (
        <Confirm
          title={t('customers.domain.remove.question', { host: leaving.host })}
          label={t('customers.domain.remove')}
          pending={t('customers.deleting')}
          onClose={() => setLeaving(undefined)}
          act={async () => {
            await desk.api.delete(`/api/v1/domains/${leaving.id}`);
            setLeaving(undefined);
            desk.say(t('customers.domain.removed'));
            reload();
          }}
        >
          <p>{t('customers.domain.remove.text')}</p>
        </Confirm>
      ) : null}
    </Section>
  );
});
