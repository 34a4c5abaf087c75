import { useState } from 'preact/hooks';
import { addDays, startOfDay } from '../../../kit/common/day.ts';
import { Confirm } from '../../../kit/ui/console/Confirm.tsx';
import { SelectField, TextField } from '../../../kit/ui/form/Field.tsx';
import type { Replayed } from '../schema.ts';
import type { Part } from './words.ts';

interface ReplayProps extends Pick<Part, 'desk' | 't'> {
  readonly endpointId: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** Sends a span of days again: what failed, or all of it for a receiver that lost what it had. */
export function ReplayDialog({ desk, t, endpointId, onClose, onDone }: ReplayProps) {
  const { today, timeZone } = t.manner;
  const [since, setSince] = useState<string>(addDays(today, -30));
  const [until, setUntil] = useState<string>(today);
  const [what, setWhat] = useState<'failed' | 'all'>('failed');
  return (
    <Confirm
      title={t('webhooks.replay.range')}
      label={t('webhooks.replay')}
      pending={t('webhooks.saving')}
      danger={false}
      refusals={{ 'request.invalid': t('webhooks.replay.range.need') }}
      onClose={onClose}
      act={async () => {
        const { replayed } = await desk.api.post<Replayed>('/api/v1/webhook-deliveries/replay', {
          endpointId,
          since: startOfDay(since, timeZone).toISOString(),
          until: startOfDay(addDays(until, 1), timeZone).toISOString(),
          ...(what === 'all' && { state: null }),
        });
        onClose();
        desk.say(t('webhooks.replayed', { count: replayed }));
        onDone();
      }}
    >
      <p>{t('webhooks.replay.range.text')}</p>
      {(
        [
          ['since', since, setSince],
          ['until', until, setUntil],
        ] as const
      ).map(([name, value, onInput]) => (
        <TextField
          {...{ t, value, onInput }}
          key={name}
          id={`replay-${name}`}
          type="date"
          label={t(`webhooks.replay.${name}`)}
          class="w-short"
        />
      ))}
      <SelectField
        t={t}
        id="replay-what"
        label={t('webhooks.replay.what')}
        value={what}
        onInput={(value) => setWhat(value === 'all' ? 'all' : 'failed')}
        class="w-middle"
        options={(['failed', 'all'] as const).map((value) => ({
          value,
          label: t(`webhooks.replay.what.${value}`),
        }))}
      />
    </Confirm>
  );
}
