import { useState } from 'preact/hooks';
import { Action } from '../../../kit/ui/console/Action.tsx';
import { Form } from '../../../kit/ui/console/Form.tsx';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { hourglass } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { DeletionRequest } from '../../team/schema.ts';
import type { Part } from './words.ts';

interface DeletionAskedProps extends Part {
  readonly customerId: string;
  readonly onErase: () => void;
}

/** Above everything about a customer that asked to be erased: carry it out, or say why not. */
export const DeletionAsked = watching(function DeletionAsked(props: DeletionAskedProps) {
  const { desk, t, customerId, onErase } = props;
  const known = useLoad(`deletion ${customerId}`, () =>
    desk.api.get<{ items: DeletionRequest[] }>(
      `/api/v1/deletion-requests?state=open&customerId=${customerId}`,
    ),
  );
  const [declining, decline] = useState(false);
  const asked = known.value?.items[0];
  if (!asked) return null;
  return (
    <div class="page narrow">
      <Notice
        tone="warn"
        icon={hourglass}
        title={t('customers.deletion', { day: asked.createdAt })}
        action={
          desk.may('customers:write') && !declining ? (
            <>
              <Action kind="danger" small onClick={onErase}>
                {t('customers.deletion.erase')}
              </Action>
              <Action small onClick={() => decline(true)}>
                {t('customers.deletion.decline')}
              </Action>
            </>
          ) : null
        }
      >
        {asked.reason}
      </Notice>
      {declining ? (
        <Form
          name={`decline ${asked.id}`}
          start={{ answer: '' }}
          submit={t('customers.deletion.decline')}
          pending={t('customers.deletion.declining')}
          failed={t('customers.deletion.failed')}
          cancel={() => decline(false)}
          quiet
          onSave={async ({ answer }) => {
            await desk.api.post(`/api/v1/deletion-requests/${asked.id}/decline`, { answer });
            desk.say(t('customers.deletion.declined'));
            decline(false);
            known.reload();
          }}
          groups={() => [
            {
              fields: [
                {
                  ...{ name: 'answer', kind: 'area' as const, rows: 3 },
                  label: t('customers.deletion.answer'),
                  need: t('customers.deletion.answer.need'),
                },
              ],
            },
          ]}
        />
      ) : null}
    </div>
  );
});
