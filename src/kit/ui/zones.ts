/** What somebody chooses a time zone from: `Europe/Berlin`, read as `Europe/Berlin`, with `_` as a space. */
export const zoneOptions = (): { value: string; label: string }[] =>
  ['UTC', ...Intl.supportedValuesOf('timeZone').filter((zone) => zone !== 'UTC')].map((zone) => ({
    value: zone,
    label: zone.replaceAll('_', ' '),
  }));
