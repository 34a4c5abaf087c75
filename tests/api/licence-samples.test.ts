import { describe } from 'vitest';
import { trySamples } from '../helpers/licence-samples.ts';

// Those that have to be compiled first are in licence-samples.long.test.ts.
describe('DAY-20 licence checks in languages without a compiler', () => trySamples(['JavaScript', 'Python']));
