import * as v from 'valibot';

/** An IANA name that this runtime knows: `Europe/Berlin`. */
export const TimeZone = v.pipe(
  v.string(),
  v.check((zone) => {
    try {
      return Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
    } catch {
      return false;
    }
  }, 'expected an IANA time zone like Europe/Berlin'),
);
