import { codeOf } from '../browser/api-error.ts';
import { later } from './later.tsx';
import type { UiWords } from './words.ts';

export interface FailedProps {
  readonly t: UiWords;
  /** What could not be done, and that nothing is lost. */
  readonly title: string;
  readonly error: unknown;
  readonly onRetry?: (() => void) | undefined;
}

/** What went wrong and a way on; without a connection, in as few words as came with the first screen. */
export const Failed = later<FailedProps>(
  () => import('./FailedNotice.tsx').then(({ FailedNotice }) => FailedNotice),
  ({ t, title, error, onRetry }) => (
    <p role="alert">
      {codeOf(error) === 'offline' ? t('state.offline') : title}{' '}
      {onRetry ? (
        <button type="button" class="link" onClick={onRetry}>
          {t('state.retry')}
        </button>
      ) : null}
    </p>
  ),
);
