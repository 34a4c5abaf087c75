import { Form } from '../../../kit/ui/console/Form.tsx';
import { watching } from '../../../kit/ui/signals.ts';
import type { LicenceSettings } from '../licence-settings.ts';
import type { OnePortal } from './words.ts';

const daysIn = (text: string): number[] =>
  text
    .split(/[\s,;]+/)
    .filter(Boolean)
    .map(Number);

const areDays = (days: readonly number[]): boolean =>
  days.length <= 10 &&
  new Set(days).size === days.length &&
  days.every((day) => Number.isInteger(day) && day >= 1 && day <= 365);

/** When holders are told of licences that end or were blocked, and what happens where money is missing. */
export const LicencesTab = watching(function LicencesTab({ t, portal, save }: OnePortal) {
  const { licences } = portal;
  return (
    <div class="page narrow">
      <Form
        name={`portal licences ${portal.id}`}
        start={{
          ...licences,
          noticeDays: licences.noticeDays.join(', '),
          noticeCopyTo: licences.noticeCopyTo ?? '',
          blockOverdueDays: licences.blockOverdueDays === null ? '' : String(licences.blockOverdueDays),
        }}
        submit={t('portals.save')}
        pending={t('portals.saving')}
        failed={t('portals.save-failed')}
        onSave={({ noticeDays, noticeWhenBlocked, noticeCopyTo, blockWhenChargeFails, blockOverdueDays }) =>
          save({
            licences: {
              noticeDays: daysIn(String(noticeDays)),
              noticeWhenBlocked: noticeWhenBlocked === true,
              noticeCopyTo: String(noticeCopyTo).trim() || null,
              blockWhenChargeFails: blockWhenChargeFails as LicenceSettings['blockWhenChargeFails'],
              blockOverdueDays: blockOverdueDays === '' ? null : Number(blockOverdueDays),
            },
          })
        }
        groups={() => [
          {
            title: t('portals.licences.notices'),
            hint: t('portals.licences.notices.text'),
            fields: [
              {
                ...{ name: 'noticeDays', label: t('portals.licences.days') },
                hint: t('portals.licences.days.hint'),
                check: (text: string) =>
                  areDays(daysIn(text)) ? undefined : t('portals.licences.days.wrong'),
              },
              { name: 'noticeWhenBlocked', kind: 'check', label: t('portals.licences.blocked') },
              {
                ...{ name: 'noticeCopyTo', label: t('portals.licences.copy') },
                hint: t('portals.licences.copy.hint'),
                check: (text: string) =>
                  text.trim() === '' || /^\S+@\S+\.\S+$/.test(text.trim())
                    ? undefined
                    : t('portals.licences.copy.wrong'),
              },
            ],
          },
          {
            title: t('portals.licences.unpaid'),
            hint: t('portals.licences.unpaid.text'),
            fields: [
              {
                ...{ name: 'blockWhenChargeFails', kind: 'select', always: true },
                label: t('portals.licences.fails'),
                options: (['first', 'last', 'never'] as const).map((value) => ({
                  ...{ value, label: t(`portals.licences.fails.${value}`) },
                })),
              },
              {
                ...{ name: 'blockOverdueDays', kind: 'number', label: t('portals.licences.overdue') },
                hint: t('portals.licences.overdue.hint'),
                check: (text: string) =>
                  text === '' || (/^\d{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 365)
                    ? undefined
                    : t('portals.licences.overdue.wrong'),
              },
            ],
          },
        ]}
      />
    </div>
  );
});
