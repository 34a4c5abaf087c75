import { contractFigures } from '../../features/contracts/server/alert-figures.ts';
import { callFigures } from '../../features/domains/server/alert-figures.ts';
import { licenceFigures } from '../../features/licences/server/alert-figures.ts';
import { packageFigures } from '../../features/packages/server/alert-figures.ts';
import { balanceFigures } from '../../features/payments/server/alert-figures.ts';
import { usageFigures } from '../../features/usage/server/alert-figures.ts';
import type { AlertSource } from '../../kit/server/alert-source.ts';

/** Figures that alerts may be about, in the order in which a form offers them. */
export const alertSources: readonly AlertSource[] = [
  callFigures,
  usageFigures,
  packageFigures,
  balanceFigures,
  licenceFigures,
  contractFigures,
];
