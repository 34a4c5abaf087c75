import { useState } from 'preact/hooks';
import { Action, To } from '../../../kit/ui/console/Action.tsx';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { Load, useLoad } from '../../../kit/ui/console/Load.tsx';
import { moment } from '../../../kit/ui/console/moments.ts';
import { Section } from '../../../kit/ui/console/Page.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { VendorContract } from '../../contracts/schema.ts';
import { type CancellationPreview, DeclarationKind, type Receipt } from '../schema.ts';
import { type Props, refusalsOf, State } from './words.tsx';

interface EndContractProps extends Pick<Props, 'desk' | 't'> {
  readonly contract: VendorContract;
  readonly onChanged: () => Promise<void>;
}

/** On a contract's page: when it would end, cancelling on behalf, taking that back, and what was declared. */
export const EndContract = watching(function EndContract({ desk, t, contract, onChanged }: EndContractProps) {
  const path = `/api/v1/contracts/${contract.id}/cancellation`;
  const [asks, setAsks] = useState<'cancel' | 'undo' | undefined>(undefined);
  const [kind, setKind] = useState<DeclarationKind>('cancel');
  const [endsOn, setEndsOn] = useState('');
  const [reason, setReason] = useState('');
  const [note, setNote] = useState('');
  const known = useLoad(`ending ${contract.id} ${contract.updatedAt}`, () =>
    desk.api.get<CancellationPreview>(path),
  );
  const writes = desk.may('contracts:write');
  const field = (name: string, label: string, input: preact.ComponentChildren) => (
    <div class="field">
      <label for={`end-${name}`}>{label}</label>
      {input}
    </div>
  );
  return (
    <Section title={t('declarations.end')}>
      <Load of={known} what={t('declarations.end')} rows={2}>
        {({ cancel, undo, declarations }) => (
          <>
            {cancel ? (
              <p>
                {t('declarations.end.today', {
                  day: t.day(cancel.endsOn, 'near'),
                  until: t.day(cancel.noticeUntil, 'near'),
                })}
              </p>
            ) : null}
            {writes && (cancel || undo) ? (
              <div class="actions">
                {cancel ? (
                  <Action onClick={() => setAsks('cancel')}>{t('declarations.end.cancel')}</Action>
                ) : null}
                {undo ? <Action onClick={() => setAsks('undo')}>{t('declarations.end.undo')}</Action> : null}
              </div>
            ) : null}
            {declarations.length === 0 ? (
              <p class="small muted">{t('declarations.end.none')}</p>
            ) : (
              <ul>
                {declarations.map((one) => (
                  <li key={one.id}>
                    <To to={`/declarations/${one.id}`}>
                      {t(`declarations.kind.${one.kind}`)}, {moment(t, one.receivedAt)}
                    </To>{' '}
                    <State t={t} state={one.state} />
                  </li>
                ))}
              </ul>
            )}
            {asks === 'undo' ? (
              <Confirm
                title={t('declarations.end.undo.question', { title: contract.title })}
                label={t('declarations.end.undo')}
                pending={t('declarations.end.undoing')}
                danger={false}
                onClose={() => setAsks(undefined)}
                act={async () => {
                  await desk.api.delete(path);
                  setAsks(undefined);
                  desk.say(t('declarations.end.undone'));
                  await onChanged();
                }}
              >
                <p>{t('declarations.end.undo.text')}</p>
              </Confirm>
            ) : null}
            {asks === 'cancel' ? (
              <Confirm
                title={t('declarations.end.question', { title: contract.title })}
                label={t('declarations.end.cancel')}
                pending={t('declarations.end.doing')}
                refusals={refusalsOf(t)}
                onClose={() => setAsks(undefined)}
                act={async () => {
                  const done = await desk.api.post<Receipt>(path, {
                    kind,
                    ...(endsOn && kind !== 'withdraw' && { endsOn }),
                    ...(reason.trim() && { reason }),
                    ...(note.trim() && { note }),
                  });
                  setAsks(undefined);
                  if (done.endsOn) desk.say(t('declarations.end.done', { day: t.day(done.endsOn, 'near') }));
                  await onChanged();
                }}
              >
                <p>{t('declarations.end.text')}</p>
                {field(
                  'kind',
                  t('declarations.kind'),
                  <select
                    id="end-kind"
                    class="input"
                    value={kind}
                    onChange={(event) => setKind(event.currentTarget.value as DeclarationKind)}
                  >
                    {DeclarationKind.options.map((value) => (
                      <option key={value} value={value}>
                        {t(`declarations.kind.${value}`)}
                      </option>
                    ))}
                  </select>,
                )}
                {kind === 'withdraw'
                  ? null
                  : field(
                      'day',
                      t('declarations.end.day'),
                      <input
                        id="end-day"
                        type="date"
                        class="input"
                        value={endsOn || (kind === 'cancel' ? (cancel?.endsOn ?? '') : '')}
                        onInput={(event) => setEndsOn(event.currentTarget.value)}
                      />,
                    )}
                {kind === 'extraordinary'
                  ? field(
                      'why',
                      t('declarations.end.why'),
                      <textarea
                        id="end-why"
                        class="input"
                        rows={2}
                        value={reason}
                        onInput={(event) => setReason(event.currentTarget.value)}
                      />,
                    )
                  : null}
                {field(
                  'how',
                  t('declarations.end.how'),
                  <input
                    id="end-how"
                    class="input"
                    value={note}
                    onInput={(event) => setNote(event.currentTarget.value)}
                  />,
                )}
              </Confirm>
            ) : null}
          </>
        )}
      </Load>
    </Section>
  );
});
