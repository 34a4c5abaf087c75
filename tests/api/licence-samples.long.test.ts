import { describe } from 'vitest';
import { trySamples } from '../helpers/licence-samples.ts';

describe('DAY-20 licence checks in languages with a compiler', () =>
  trySamples(['Java', 'C++', 'Go', 'C#', 'C# (Mono)']));
