import { Action } from '../../../kit/ui/console/Action.tsx';
import { useLoad } from '../../../kit/ui/console/Load.tsx';
import { circleAlert } from '../../../kit/ui/icons.ts';
import { Notice } from '../../../kit/ui/Notice.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { Part } from './words.ts';

interface Stuck {
  readonly steps: readonly { readonly name: string; readonly state: string }[];
}

/** Orders whose licence could not be made: said where licences are looked for, repaired where orders are. */
export const Undelivered = watching(function Undelivered({ desk, t }: Pick<Part, 'desk' | 't'>) {
  const known = useLoad('orders without their licence', async () => {
    if (!desk.may('orders:read')) return 0;
    const { items } = await desk.api.get<{ items: Stuck[] }>('/api/v1/orders?needs=repair&limit=100');
    return items.filter(({ steps }) =>
      steps.some(({ name, state }) => name === 'licence' && state === 'stuck'),
    ).length;
  });
  const count = known.value ?? 0;
  if (count === 0) return null;
  return (
    <div class="page">
      <Notice
        tone="bad"
        icon={circleAlert}
        title={t('licences.undelivered', { count })}
        action={<Action to="/orders?needs=repair">{t('licences.undelivered.go')}</Action>}
      >
        {t('licences.undelivered.text')}
      </Notice>
    </div>
  );
});
