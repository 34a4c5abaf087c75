import type { VendorContract } from '../../contracts/schema.ts';
import type { EndingLaw } from '../../portals/ending-settings.ts';
import type { CancelContract, DeclarationKind, PublicForm, Shown } from '../schema.ts';
import { dayText } from './receipt.ts';
import type { EndingMessage, EndingWords } from './words.ts';

type Field = Shown['fields'][number];

/** What stood on the panel's page when its button was pressed. */
export function shownInPortal(
  t: EndingWords,
  kind: DeclarationKind,
  contract: Pick<VendorContract, 'title' | 'number'>,
  { endsOn, reason, comment }: Pick<CancelContract, 'endsOn' | 'reason' | 'comment'>,
): Shown {
  const { title, number } = contract;
  const field = (key: EndingMessage, value: string): Field => ({ label: t(key), value });
  const fields = [field('ending.contract', number ? `${title} (${number})` : title)];
  if (kind === 'withdraw')
    return { title: t('ending.withdraw.title'), text: [], fields, button: t('ending.withdraw.button') };
  return {
    title: t('ending.cancel.title'),
    text: [
      kind === 'cancel' && endsOn
        ? t('ending.sum', { title, day: endsOn })
        : t('ending.sum.extraordinary', { title }),
    ],
    fields: [
      ...fields,
      ...(endsOn ? [field('ending.ends', dayText(t, endsOn))] : []),
      ...(reason ? [field('ending.why', t(`ending.why.${reason}`))] : []),
      ...(comment ? [field(kind === 'extraordinary' ? 'ending.reason' : 'ending.comment', comment)] : []),
    ],
    button: t('ending.cancel.button'),
  };
}

/** Protected words of the final button: one may not stand for another. */
export const publicButton = (t: EndingWords, what: 'cancel' | 'withdraw', law: EndingLaw): string =>
  what === 'withdraw'
    ? t('page.withdraw.button')
    : // French law names the notification itself; outside of it, “now” is the word.
      law === 'fr' || t.language !== 'fr'
      ? t('page.cancel.button')
      : t('ending.cancel.button');

/** What stood on the public page when its button was pressed, with what was entered. */
export function shownOnPage(
  t: EndingWords,
  form: PublicForm,
  what: 'cancel' | 'withdraw',
  law: EndingLaw,
): Shown {
  const field = (key: EndingMessage, value: string): Field => ({ label: t(key), value });
  const who = [
    field('page.name', form.name),
    field('page.contract', form.contract),
    ...(form.customer ? [field('page.customer', form.customer)] : []),
    field('page.email', form.email),
  ];
  if (what === 'withdraw') {
    return {
      title: t('page.withdraw.title'),
      text: [t('page.withdraw.declaration')],
      fields: who,
      button: publicButton(t, what, law),
    };
  }
  return {
    title: t('page.cancel.title'),
    text: [],
    fields: [
      field('page.kind', t(`page.kind.${form.kind}`)),
      ...who,
      field('page.when', form.when === 'day' && form.day ? dayText(t, form.day) : t('page.when.soonest')),
      ...(form.reason ? [field('page.reason', form.reason)] : []),
    ],
    button: publicButton(t, what, law),
  };
}
