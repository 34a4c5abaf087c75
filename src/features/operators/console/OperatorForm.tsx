import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { changedValues } from '../../../kit/ui/console/form-model.ts';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { PageHead } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { mayManage, scopesOf } from '../rules.ts';
import { type Operator, OperatorRole } from '../schema.ts';
import type en from './messages/en.json';
import { OperatorAccess } from './OperatorAccess.tsx';

interface OperatorFormProps extends ViewProps<keyof typeof en> {
  readonly id: string | undefined;
}

/** A member of the staff: new with a first password, or changed. Nobody gives a role that may do more than their own. */
export const OperatorForm = watching(function OperatorForm({ desk, t, id }: OperatorFormProps) {
  const known = useLoad<Operator | null>(`operator ${id}`, async () =>
    id ? desk.api.get<Operator>(`/api/v1/operators/${id}`) : null,
  );
  const mine = scopesOf(desk.operator.role as OperatorRole);
  const roles = OperatorRole.options.filter((role) => mayManage(mine, role));
  const title = known.value?.name ?? t('operators.new');
  return (
    <>
      <PageHead title={title} crumbs={[{ label: t('operators.title'), to: '/operators' }]} />
      <Load of={known} what={t('operators.title')} missing={t('operators.missing')}>
        {(operator) => {
          const start = {
            name: operator?.name ?? '',
            email: operator?.email ?? '',
            role: operator?.role ?? 'support',
            password: '',
          };
          return (
            <div class="page narrow">
              <Form
                name={`operator ${operator?.id ?? 'new'}`}
                start={start}
                submit={t(operator ? 'operators.save' : 'operators.make')}
                pending={t('operators.saving')}
                failed={t('operators.failed')}
                refusals={{
                  'operator.email-taken': t('operators.email-taken'),
                  'operator.last-owner': t('operators.last-owner'),
                  'operator.beyond': t('operators.beyond'),
                  'operator.shared': t('operators.shared'),
                }}
                fieldRefusals={{ password: t('operators.password.rule') }}
                cancel="/operators"
                onSave={async (values) => {
                  if (operator) {
                    await desk.api.patch(`/api/v1/operators/${operator.id}`, changedValues(start, values));
                  } else await desk.api.post('/api/v1/operators', values);
                  desk.say(t('operators.saved', { name: String(values.name) }));
                  desk.places.go('/operators', { replace: true });
                }}
                groups={(values) => [
                  {
                    fields: [
                      { name: 'name', label: t('operators.name'), need: t('operators.name.need') },
                      {
                        name: 'email',
                        kind: 'email',
                        label: t('operators.email'),
                        need: t('operators.email.need'),
                      },
                      {
                        name: 'role',
                        kind: 'select',
                        label: t('operators.role'),
                        hint: t(`operators.role.${values.role as OperatorRole}.hint`),
                        always: true,
                        width: 'w-middle',
                        options: roles.map((role) => ({ value: role, label: t(`operators.role.${role}`) })),
                      },
                      {
                        name: 'password',
                        kind: 'password',
                        label: t(operator ? 'operators.password.new' : 'operators.password'),
                        hint: t(operator ? 'operators.password.kept' : 'operators.password.hint'),
                        need: operator ? undefined : t('operators.password.rule'),
                        check: (text: string) =>
                          text.length < 12 ? t('operators.password.rule') : undefined,
                        autocomplete: 'new-password',
                      },
                    ],
                  },
                ]}
              />
              {operator?.shared ? <p class="small muted">{t('operators.shared')}</p> : null}
              {operator && desk.may('operators:write') ? (
                <OperatorAccess desk={desk} t={t} operator={operator} onDone={known.reload} />
              ) : null}
            </div>
          );
        }}
      </Load>
    </>
  );
});
