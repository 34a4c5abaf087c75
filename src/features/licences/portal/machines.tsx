import { later } from '../../../kit/ui/later.tsx';
import type { LicenceDetailProps } from './LicenceDetail.tsx';

/** Asked for together with the licence itself. */
export const MachineList = later<LicenceDetailProps>(
  () => import('./MachineList.tsx').then(({ MachineList: list }) => list),
  ({ t }, again) => (
    <p role="alert">
      {t('licences.one.failed')}{' '}
      <button type="button" class="link" onClick={again}>
        {t('state.retry')}
      </button>
    </p>
  ),
);
