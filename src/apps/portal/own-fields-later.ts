import { later } from '../../kit/ui/later.tsx';
import type { OwnFieldsPlace } from './panels/own-fields.tsx';

/** Fetched only where the vendor has fields that customers see. */
export const OwnFieldsLater = later<OwnFieldsPlace>(
  () => import('./panels/own-fields.tsx').then((file) => file.OwnFieldsPart),
  () => null,
);
