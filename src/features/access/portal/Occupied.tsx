import { Button } from '../../../kit/ui/Button.tsx';
import type { ArrivalWords } from './words.ts';

interface OccupiedProps {
  readonly t: ArrivalWords;
  readonly brand: string;
  readonly onTake: () => void;
  readonly onStay: () => void;
}

/** A link for another account was opened: the person says which of the two it is to be. */
export const Occupied = ({ t, brand, onTake, onStay }: OccupiedProps) => (
  <div class="panel" data-portico-panel="gate" data-portico-state="occupied">
    <div class="measure gate">
      <h1 class="title" tabIndex={-1}>
        {t('gate.occupied')}
      </h1>
      <p>{t('gate.occupied.text', { brand })}</p>
      <div class="actions">
        <Button kind="primary" onClick={onStay}>
          {t('gate.occupied.stay')}
        </Button>
        <Button onClick={onTake}>{t('gate.occupied.take')}</Button>
      </div>
    </div>
  </div>
);
