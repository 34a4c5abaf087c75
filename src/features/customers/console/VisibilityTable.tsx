import { useState } from 'preact/hooks';
import type { Override, Visibility } from '../../../kit/common/visibility.ts';
import { Badge } from '../../../kit/ui/Badge.tsx';
import { eyeOff, minus } from '../../../kit/ui/console/icons.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { Popover } from '../../../kit/ui/console/Popover.tsx';
import { Table } from '../../../kit/ui/console/Table.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import { check } from '../../../kit/ui/icons.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { Contact } from '../schema.ts';
import type { OneCustomer } from './CustomerPage.tsx';
import { overridden, overrideOf, panelName, type Seen, seenOf } from './seen.ts';
import { Why } from './Why.tsx';
import type { CustomersWords } from './words.ts';

/** What this customer sees and may change, or one of its people; which rule decided, and how to decide otherwise. */
export const VisibilityTable = watching(function VisibilityTable(one: OneCustomer) {
  const { desk, t, customer, portal, reload } = one;
  const [contactId, setContact] = useState('');
  const people = useLoad(`people ${customer.id}`, async () =>
    desk.may('contacts:read')
      ? (await desk.api.get<{ items: Contact[] }>(`/api/v1/contacts?customerId=${customer.id}&limit=100`))
          .items
      : [],
  );
  const seen = useLoad(`visibility ${customer.id} ${customer.updatedAt} ${contactId}`, async () =>
    seenOf(
      await desk.api.get<Visibility>(
        `/api/v1/customers/${customer.id}/visibility${contactId ? `?contact=${contactId}` : ''}`,
      ),
    ),
  );
  const contact = people.value?.find(({ id }) => id === contactId);
  const set = async (row: Seen, override: Override | undefined) => {
    const save = async (to: Override | undefined) => {
      await desk.api.patch(`/api/v1/customers/${customer.id}`, overridden(customer, row, to));
      reload();
    };
    await save(override);
    desk.say(t('customers.override-saved'), () => save(overrideOf(customer, row)));
  };
  return (
    <Section
      title={t('customers.sees')}
      end={
        portal ? (
          <span class="muted">{t('customers.sees.portal', { portal: portal.brandName })}</span>
        ) : undefined
      }
    >
      {people.value && people.value.length > 0 ? (
        <SelectField
          t={t}
          id="visibility-contact"
          label={t('customers.sees.as')}
          value={contactId}
          onInput={setContact}
          class="w-middle"
          options={[
            { value: '', label: t('customers.sees.as-customer') },
            ...people.value.map(({ id, name, role }) => ({
              value: id,
              label: t('customers.sees.as-contact', { name, role: t(`contacts.role.${role}`) }),
            })),
          ]}
        />
      ) : null}
      <Load of={seen} what={t('customers.sees')} rows={4}>
        {(rows) => (
          <Table
            name={t('customers.sees')}
            items={rows}
            idOf={({ id }) => id}
            columns={[
              {
                key: 'panel',
                label: t('customers.panel'),
                fill: true,
                cell: (row) => (
                  <span
                    class={row.kind === 'panel' ? 'strong' : row.kind === 'feature' ? 'part-of' : undefined}
                  >
                    {nameOf(t, row)}
                  </span>
                ),
              },
              {
                key: 'view',
                label: t('customers.view'),
                cell: ({ view, kind }) => (
                  <Badge tone={view ? 'good' : 'warn'} icon={view ? check : eyeOff}>
                    {t(view ? 'desk.yes' : kind === 'panel' ? 'customers.hidden' : 'desk.no')}
                  </Badge>
                ),
              },
              {
                key: 'change',
                label: t('customers.change'),
                cell: ({ change }) =>
                  change === null ? null : (
                    <Badge tone={change ? 'good' : 'past'} icon={change ? check : minus}>
                      {t(change ? 'desk.yes' : 'desk.no')}
                    </Badge>
                  ),
              },
              {
                key: 'rule',
                label: t('customers.decided-by'),
                class: 'muted',
                cell: ({ rule }) => t(`customers.rule.${rule}`),
              },
              {
                key: 'why',
                label: t('customers.why'),
                quiet: true,
                end: true,
                cell: (row) => (
                  <Popover
                    label={t('customers.why')}
                    name={t('customers.why-panel', { panel: nameOf(t, row) })}
                    look="link"
                    width="23rem"
                  >
                    {(close) => (
                      <Why
                        {...one}
                        seen={row}
                        name={nameOf(t, row)}
                        contact={contact}
                        onSet={(override) => {
                          close();
                          return set(row, override);
                        }}
                      />
                    )}
                  </Popover>
                ),
              },
            ]}
          />
        )}
      </Load>
    </Section>
  );
});

/** A plugin has its own name. */
const nameOf = (t: CustomersWords, { kind, id, name }: Seen): string =>
  kind === 'plugin' ? name : panelName(t, id, kind);
