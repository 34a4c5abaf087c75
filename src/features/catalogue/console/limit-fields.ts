import type { FormGroup, FormValues } from '../../../kit/ui/console/Form.tsx';
import type { PlanLimits } from '../../domains/plan-limits.ts';
import type { Words } from './words.ts';

/** What a variant lets customers use, as it is typed: empty says nothing of it. */

const counts = ['calls', 'domains', 'noLabel'] as const;
const policies = ['atZero', 'atMaximum'] as const;

export const draftLimits = (limits: PlanLimits | null): FormValues => ({
  ...Object.fromEntries(counts.map((name) => [`limits.${name}`, String(limits?.[name] ?? '')])),
  ...Object.fromEntries(policies.map((name) => [`limits.${name}`, limits?.[name] ?? ''])),
});

/** `null` where nothing is said at all. */
export function limitsOf(values: FormValues): PlanLimits | null {
  const typed = (name: string) => String(values[`limits.${name}`] ?? '').trim();
  const count = (name: string) => (typed(name) === '' ? null : Number(typed(name)));
  const policy = (name: string) => (typed(name) || null) as PlanLimits['atZero'];
  const limits = {
    ...{ calls: count('calls'), domains: count('domains'), noLabel: count('noLabel') },
    ...{ atZero: policy('atZero'), atMaximum: policy('atMaximum') },
  };
  return Object.values(limits).every((one) => one === null) ? null : limits;
}

const isLimit = (text: string): boolean => /^(?:|-1|\d{1,12})$/.test(text.trim());

export const limitGroup = (t: Words): FormGroup => ({
  title: t('catalogue.limits'),
  hint: t('catalogue.limits.hint'),
  fields: [
    counts.map((name) => ({
      ...{ name: `limits.${name}`, kind: 'number' as const, label: t(`catalogue.limits.${name}`) },
      check: (text: string) => (isLimit(text) ? undefined : t('catalogue.limits.wrong')),
    })),
    policies.map((name) => ({
      ...{ name: `limits.${name}`, kind: 'select' as const, always: true },
      label: t(`catalogue.limits.${name}`),
      options: (['', 'go-on', 'refuse'] as const).map((value) => ({
        value,
        label: t(`catalogue.limits.${value || 'unsaid'}`),
      })),
    })),
  ],
});
