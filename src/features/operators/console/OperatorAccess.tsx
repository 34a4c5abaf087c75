import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import { mayManage, scopesOf } from '../rules.ts';
import type { Operator, OperatorRole } from '../schema.ts';
import type en from './messages/en.json';

interface OperatorAccessProps extends Pick<ViewProps<keyof typeof en>, 'desk' | 't'> {
  readonly operator: Operator;
  readonly onDone: () => void;
}

/** For somebody who lost their phone, or whose browser somebody else has. */
export const OperatorAccess = watching(function OperatorAccess(props: OperatorAccessProps) {
  const { desk, t, operator, onDone } = props;
  const [resetting, setResetting] = useState(false);
  const { id, name, secondFactor, shared, role } = operator;
  if (id === desk.operator.id || !mayManage(scopesOf(desk.operator.role as OperatorRole), role)) return null;
  const signOut = () =>
    desk.api.delete(`/api/v1/operators/${id}/sessions`).then(
      () => desk.say(t('operators.out.done', { name })),
      () => desk.say(t('operators.not-done')),
    );
  return (
    <Section title={t('operators.access')}>
      <p class="small muted">
        {t('operators.second-factor')}{' '}
        {t(secondFactor ? 'operators.second-factor.yes' : 'operators.second-factor.no')}
      </p>
      <div class="actions">
        <Action onClick={() => void signOut()}>{t('operators.out')}</Action>
        {secondFactor && !shared ? (
          <Action onClick={() => setResetting(true)}>{t('operators.reset')}</Action>
        ) : null}
      </div>
      {resetting ? (
        <Confirm
          title={t('operators.reset.question', { name })}
          label={t('operators.reset')}
          pending={t('operators.saving')}
          refusals={{ 'operator.beyond': t('operators.beyond'), 'operator.shared': t('operators.shared') }}
          onClose={() => setResetting(false)}
          act={async () => {
            await desk.api.delete(`/api/v1/operators/${id}/second-factor`);
            setResetting(false);
            desk.say(t('operators.reset.done', { name }));
            onDone();
          }}
        >
          <p>{t('operators.reset.text', { name })}</p>
        </Confirm>
      ) : null}
    </Section>
  );
});
