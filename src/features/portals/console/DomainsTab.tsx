import { Form } from '../../../kit/ui/console/Form.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { OnePortal } from './words.ts';

const sharesIn = (text: string): number[] =>
  text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number);

const areShares = (shares: readonly number[]): boolean =>
  shares.length <= 5 &&
  new Set(shares).size === shares.length &&
  shares.every((share) => Number.isInteger(share) && share >= 1 && share <= 100);

/** What customers put on their sites, and when they are told of their calls. */
export const DomainsTab = watching(function DomainsTab({ t, portal, save }: OnePortal) {
  const { snippet, thresholds, copyTo } = portal.domains;
  return (
    <div class="page narrow">
      <Form
        name={`portal domains ${portal.id}`}
        start={{ snippet, thresholds: thresholds.join(', '), copyTo: copyTo ?? '' }}
        submit={t('portals.save')}
        pending={t('portals.saving')}
        failed={t('portals.save-failed')}
        onSave={(typed) =>
          save({
            domains: {
              snippet: String(typed.snippet).trim(),
              thresholds: sharesIn(String(typed.thresholds)),
              copyTo: String(typed.copyTo).trim() || null,
            },
          })
        }
        groups={() => [
          {
            title: t('portals.domains.code'),
            fields: [
              {
                ...{ name: 'snippet', kind: 'area', label: t('portals.domains.snippet'), ltr: true },
                hint: t('portals.domains.snippet.hint', { key: '{key}', domain: '{domain}' }),
              },
            ],
          },
          {
            title: t('portals.domains.notices'),
            hint: t('portals.domains.notices.text'),
            fields: [
              {
                ...{ name: 'thresholds', label: t('portals.domains.shares') },
                hint: t('portals.domains.shares.hint'),
                check: (text: string) =>
                  areShares(sharesIn(text)) ? undefined : t('portals.domains.shares.wrong'),
              },
              {
                ...{ name: 'copyTo', label: t('portals.licences.copy') },
                hint: t('portals.licences.copy.hint'),
                check: (text: string) =>
                  text.trim() === '' || /^\S+@\S+\.\S+$/.test(text.trim())
                    ? undefined
                    : t('portals.licences.copy.wrong'),
              },
            ],
          },
        ]}
      />
    </div>
  );
});
