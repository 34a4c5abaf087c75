import { useState } from 'preact/hooks';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { SelectField } from '../../../kit/ui/form/Field.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { type ListedCustomer, ParentAccess } from '../schema.ts';
import { ChooseCustomer } from './ChooseCustomer.tsx';
import type { OneCustomer } from './CustomerPage.tsx';

const shown = 20;

interface Accounts {
  readonly items: readonly ListedCustomer[];
  readonly nextCursor: string | null;
}

/** Accounts with this agency id, where the extension is on and there is one. */
async function linkedWith(desk: OneCustomer['desk'], agencyId: string | null | undefined): Promise<Accounts> {
  const none: Accounts = { items: [], nextCursor: null };
  if (!agencyId || !desk.may('settings:read')) return none;
  const { agencyIds } = await desk.api.get<{ agencyIds: boolean }>('/api/v1/settings');
  const query = `agencyId=${encodeURIComponent(agencyId)}&sort=name&limit=${shown}`;
  return agencyIds ? desk.api.get<Accounts>(`/api/v1/customers?${query}`) : none;
}

/** The customer above, and those below with how far its people come in there. */
export const Belonging = watching(function Belonging(one: OneCustomer) {
  const { desk, t, customer } = one;
  const [choosing, setChoosing] = useState(false);
  const around = useLoad(`around ${customer.id} ${customer.updatedAt}`, async () => {
    const [above, below, linked] = await Promise.all([
      customer.parentId ? desk.api.get<ListedCustomer>(`/api/v1/customers/${customer.parentId}`) : undefined,
      desk.api.get<Accounts>(`/api/v1/customers?parentId=${customer.id}&sort=name&limit=${shown}`),
      linkedWith(desk, customer.agencyId),
    ]);
    return {
      ...{ above, below: below.items, more: below.nextCursor !== null },
      linked: linked.items.filter(({ id }) => id !== customer.id),
      moreLinked: linked.nextCursor !== null,
    };
  });
  return (
    <Section
      title={t('customers.belonging')}
      end={
        desk.may('customers:write') ? (
          <button type="button" class="link" onClick={() => setChoosing(true)}>
            {t('customers.parent.set')}
          </button>
        ) : undefined
      }
    >
      <Load of={around} what={t('customers.belonging')} rows={1}>
        {({ above, below, more, linked, moreLinked }) => (
          <>
            {above ? (
              <p>
                {t('customers.parent.below')} <To to={`/customers/${above.id}`}>{above.name}</To>
                <span class="muted">, {t(`customers.parent-access.${customer.parentAccess}`)}</span>
              </p>
            ) : (
              <p class="muted">{t('customers.parent.none')}</p>
            )}
            {below.length > 0 ? (
              <>
                <p class="small muted">{t('customers.children')}</p>
                <ul class="people">
                  {below.map(({ id, name, parentAccess }) => (
                    <li key={id}>
                      <To to={`/customers/${id}`}>{name}</To>
                      <span class="muted">{t(`customers.parent-access.${parentAccess}`)}</span>
                    </li>
                  ))}
                </ul>
                {more ? <p class="small muted">{t('customers.children.more', { count: shown })}</p> : null}
              </>
            ) : null}
            {linked.length > 0 ? (
              <>
                <p class="small muted">{t('customers.linked', { id: customer.agencyId ?? '' })}</p>
                <ul class="people">
                  {linked.map(({ id, name, parentAccess }) => (
                    <li key={id}>
                      <To to={`/customers/${id}`}>{name}</To>
                      <span class="muted">{t(`customers.parent-access.${parentAccess}`)}</span>
                    </li>
                  ))}
                </ul>
                {moreLinked ? (
                  <p class="small muted">{t('customers.children.more', { count: shown })}</p>
                ) : null}
              </>
            ) : null}
          </>
        )}
      </Load>
      {choosing ? (
        <ChooseParent {...one} above={around.value?.above} onClose={() => setChoosing(false)} />
      ) : null}
    </Section>
  );
});

interface ChooseParentProps extends OneCustomer {
  readonly above: ListedCustomer | undefined;
  readonly onClose: () => void;
}

const ChooseParent = watching(function ChooseParent(props: ChooseParentProps) {
  const { desk, t, customer, above, reload, onClose } = props;
  const [parent, setParent] = useState(above?.id ?? '');
  const [access, setAccess] = useState<string>(above ? customer.parentAccess : 'view');
  const put = async (body: object) => {
    const save = async (to: object) => {
      await desk.api.patch(`/api/v1/customers/${customer.id}`, to);
      reload();
    };
    await save(body);
    const before = { parentId: customer.parentId, parentAccess: customer.parentAccess };
    desk.say(t('customers.saved', { name: customer.name }), () => save(before));
    onClose();
  };
  return (
    <Confirm
      title={t('customers.parent.title', { name: customer.name })}
      label={t('customers.parent.save')}
      pending={t('customers.saving')}
      danger={false}
      refusals={{
        'request.invalid': t('customers.parent.refused'),
        'customer.too-deep': t('customers.parent.too-deep'),
      }}
      onClose={onClose}
      act={() => put({ parentId: parent || null, parentAccess: parent ? access : 'none' })}
    >
      <p>{t('customers.parent.about')}</p>
      {above ? (
        <p>
          {t('customers.parent.below')} <strong>{above.name}</strong>{' '}
          <Action small onClick={() => void put({ parentId: null, parentAccess: 'none' })}>
            {t('customers.parent.remove')}
          </Action>
        </p>
      ) : null}
      <ChooseCustomer
        label={t('customers.parent.label')}
        except={customer.id}
        chosen={parent}
        onChoose={setParent}
      />
      <SelectField
        t={t}
        id="parent-access"
        label={t('customers.parent.access')}
        value={access}
        onInput={setAccess}
        class="w-middle"
        options={ParentAccess.options.map((value) => ({
          value,
          label: t(`customers.parent-access.${value}`),
        }))}
      />
    </Confirm>
  );
});
