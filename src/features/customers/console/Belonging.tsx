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

/** The customer above, and those below with how far its people come in there. */
export const Belonging = watching(function Belonging(one: OneCustomer) {
  const { desk, t, customer } = one;
  const [choosing, setChoosing] = useState(false);
  const around = useLoad(`around ${customer.id} ${customer.updatedAt}`, async () => {
    const [above, below] = await Promise.all([
      customer.parentId ? desk.api.get<ListedCustomer>(`/api/v1/customers/${customer.parentId}`) : undefined,
      desk.api.get<{ items: ListedCustomer[]; nextCursor: string | null }>(
        `/api/v1/customers?parentId=${customer.id}&sort=name&limit=${shown}`,
      ),
    ]);
    return { above, below: below.items, more: below.nextCursor !== null };
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
        {({ above, below, more }) => (
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
    await desk.api.patch(`/api/v1/customers/${customer.id}`, body);
    desk.say(t('customers.saved', { name: customer.name }));
    onClose();
    reload();
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
        {...props}
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
