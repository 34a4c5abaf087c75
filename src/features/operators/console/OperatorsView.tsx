import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { plus, send, trash2 } from '../../../kit/ui/console/icons.ts';
import { List, useList } from '../../../kit/ui/console/List.tsx';
import { ago } from '../../../kit/ui/console/moments.ts';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { mayManage, scopesOf } from '../rules.ts';
import type { Operator, OperatorRole } from '../schema.ts';
import { Invitations, Policy } from './Invitations.tsx';
import type en from './messages/en.json';
import { OperatorForm } from './OperatorForm.tsx';
import { StaffSignIn } from './StaffSignIn.tsx';

type Props = ViewProps<keyof typeof en>;

const source = { name: 'operators', path: '/api/v1/operators' };

/** `/operators`, `/operators/new`, `/operators/opr_…`: the vendor's staff and what each of them may do. */
export const OperatorsView = watching(function OperatorsView(props: Props) {
  const [id] = props.path;
  if (!id) return <OperatorList {...props} />;
  return <OperatorForm {...props} key={id} id={id === 'new' ? undefined : id} />;
});

const OperatorList = watching(function OperatorList(props: Props) {
  const { desk, t } = props;
  const [leaving, setLeaving] = useState<Operator | undefined>(undefined);
  const list = useList<Operator>(source);
  const mine = scopesOf(desk.operator.role as OperatorRole);
  const [inviting, setInviting] = useState(false);
  const add = desk.may('operators:write') ? (
    <>
      <Action icon={plus} to="/operators/new">
        {t('operators.new')}
      </Action>
      <Action kind="primary" icon={send} onClick={() => setInviting(true)}>
        {t('operators.invite')}
      </Action>
    </>
  ) : null;
  return (
    <>
      <PageHead title={t('operators.title')} sub={t('operators.about')} actions={add} />
      <List<Operator>
        {...source}
        title={t('operators.title')}
        nameOf={({ name }) => name}
        to={({ id }) => `/operators/${id}`}
        columns={[
          { key: 'name', label: t('operators.name'), cell: ({ name }) => name },
          { key: 'email', label: t('operators.email'), cell: ({ email }) => <bdi>{email}</bdi> },
          { key: 'role', label: t('operators.role'), cell: ({ role }) => t(`operators.role.${role}`) },
          {
            key: 'second',
            label: t('operators.second-factor'),
            cell: ({ secondFactor }) => (
              <span class={secondFactor ? '' : 'muted'}>
                {t(secondFactor ? 'operators.second-factor.yes' : 'operators.second-factor.no')}
              </span>
            ),
          },
          {
            key: 'last',
            label: t('operators.last-sign-in'),
            end: true,
            class: 'muted nowrap',
            cell: ({ lastSignInAt }) => (lastSignInAt ? ago(t, lastSignInAt) : t('desk.never')),
          },
          {
            key: 'delete',
            label: t('operators.delete'),
            end: true,
            quiet: true,
            cell: (operator) =>
              operator.id !== desk.operator.id && mayManage(mine, operator.role) ? (
                <Action icon={trash2} iconOnly small onClick={() => setLeaving(operator)}>
                  {t('operators.delete-one', { name: operator.name })}
                </Action>
              ) : null,
          },
        ]}
        empty={<p class="muted">{t('operators.empty')}</p>}
      />
      <div class="page narrow">
        <Invitations {...props} inviting={inviting} onInvited={() => setInviting(false)} />
        <Policy {...props} />
        <StaffSignIn {...props} />
      </div>
      {leaving ? (
        <Confirm
          title={t('operators.delete.question', { name: leaving.name })}
          label={t('operators.delete')}
          pending={t('operators.deleting')}
          refusals={{
            'operator.last-owner': t('operators.last-owner'),
            'operator.beyond': t('operators.beyond'),
          }}
          onClose={() => setLeaving(undefined)}
          act={async () => {
            await desk.api.delete(`/api/v1/operators/${leaving.id}`);
            list.remove(leaving.id);
            desk.say(t('operators.deleted', { name: leaving.name }));
            setLeaving(undefined);
          }}
        >
          <p>{t('operators.delete.text')}</p>
        </Confirm>
      ) : null}
    </>
  );
});
