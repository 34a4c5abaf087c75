import * as v from 'valibot';
import { e164Of } from './rules.ts';

/** A number as it may be typed, `+49 (151) 123-4567` or `0049 151 …`; kept as `+491511234567`. */
export const MobileNumber = v.pipe(
  v.string(),
  v.maxLength(40),
  v.check(
    (text) => e164Of(text) !== undefined,
    'expected a number with its country code, like +49 151 1234567',
  ),
  v.transform((text) => e164Of(text) as string),
);
