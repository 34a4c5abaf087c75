import { later } from '../../kit/ui/later.tsx';
import type { Portal } from './portal.ts';

interface UnprovenEmailProps {
  readonly portal: Portal;
}

/** Above the panels, for whoever signed up and has not proven the address yet. */
export const UnprovenEmail = later<UnprovenEmailProps>(
  () => import('./panels/unproven-email.tsx').then((file) => file.UnprovenEmail),
  () => null,
);
