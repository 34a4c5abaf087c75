import * as v from 'valibot';
import { isAddressRange } from './address.ts';

/** An address from which somebody may come, or a range of them: `203.0.113.7`, `2001:db8::/32`. */
export const AddressRange = v.pipe(
  v.string(),
  v.trim(),
  v.maxLength(60),
  v.check(isAddressRange, 'expected an address like 203.0.113.7 or a range like 203.0.113.0/24'),
);
