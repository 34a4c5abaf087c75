import type { LicencesWords } from './words.ts';

/** What there is to look at, above each list of licences. */
export const tabsOf = (t: LicencesWords) =>
  (['all', 'ending', 'abuse', 'offers'] as const).map((key) => ({
    key,
    label: t(`licences.tab.${key}`),
    to: key === 'all' ? '/licences' : `/licences/${key}`,
  }));
