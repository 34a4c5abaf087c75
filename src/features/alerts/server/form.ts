import { currencyExponent } from '../../../kit/common/money.ts';
import type { RecordField, RecordForm } from '../../../kit/common/records.ts';
import type { AlertSource } from '../../../kit/server/alert-source.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import type { Looking } from '../../access/server/record-routes.ts';
import type { Customer } from '../../customers/schema.ts';
import { hiddenFrom, type MetricName, metrics, partsOf } from '../metrics.ts';
import { mutedDay, overAt } from '../muted.ts';
import { alertProblem } from '../problems.ts';
import { recipientKey } from '../rules.ts';
import {
  type Alert,
  type AlertChange,
  type AlertUnit,
  MostOften,
  type NewRecipient,
  type PortalAlertChange,
} from '../schema.ts';
import type { Speak } from './words.ts';

interface What {
  readonly metric: string;
  readonly unit: AlertUnit;
  readonly currency: string | null;
}

const whatText = ({ metric, unit, currency }: What): string =>
  [metric, unit, ...(currency ? [currency] : [])].join('|');

function whatOf(text: string): What {
  const [metric = '', unit = 'count', currency = null] = text.split('|');
  return { metric, unit: unit as AlertUnit, currency };
}

/** As people write it: `10` of EUR is 1000 in its minor units. */
const written = (value: number, { unit, currency }: What): string =>
  String(unit === 'money' ? value / 10 ** currencyExponent(currency ?? 'EUR') : value);

function counted(value: number, { unit, currency }: What): number {
  const minor = unit === 'money' ? value * 10 ** currencyExponent(currency ?? 'EUR') : value;
  const whole = Math.round(minor);
  if (Math.abs(whole - minor) < 1e-6) return whole;
  const message = 'Expected a whole number, or an amount of money.';
  throw requestProblem('request.invalid', { fields: [{ path: 'threshold', code: 'integer', message }] });
}

/** What the customer has figures of, as far as the person may see them; what ends some day where it has none at all. */
export async function choicesFor(
  { db, owner, now, sees, session }: Looking,
  sources: readonly AlertSource[],
): Promise<What[]> {
  const hidden = hiddenFrom(sees, session.domainIds);
  const { vendorId, customerId } = owner;
  const found: What[] = [];
  for (const source of sources) {
    const name = source.metric as MetricName;
    if (hidden.includes(name)) continue;
    const { unit, hasLimit } = metrics[name];
    const asked = { vendorId, customerIds: [customerId], of: null, at: now };
    if (source.choices) {
      const choices = await source.choices(db, owner);
      found.push(...choices.map((of) => ({ metric: `${name}:${of}`, unit, currency: null })));
      continue;
    }
    const figures = await source.figures(db, asked);
    if (figures.length === 0) continue;
    if (unit === 'money') {
      const currencies = new Set(figures.flatMap(({ currency }) => currency ?? []));
      found.push(...[...currencies].map((currency) => ({ metric: name, unit, currency })));
      continue;
    }
    const isLimited = figures.some(({ limit = -1 }) => limit > 0);
    if (hasLimit && isLimited) found.push({ metric: name, unit: 'percent', currency: null });
    found.push({ metric: name, unit, currency: null });
  }
  if (found.length > 0) return found;
  const days = { unit: 'days', currency: null } as const;
  return (['contracts', 'licences'] as const)
    .filter((metric) => !hidden.includes(metric))
    .map((metric) => ({ metric, ...days }));
}

/** One that is on the list stays there, whoever put it there. */
async function peopleFor(
  t: Speak,
  { db, owner }: Looking,
  customer: Customer,
  alert: Alert | undefined,
): Promise<readonly { readonly value: string; readonly label: string }[]> {
  const contacts = await db
    .selectFrom('contact')
    .select(['id', 'name', 'email'])
    .where('vendor_id', '=', owner.vendorId)
    .where('customer_id', '=', owner.customerId)
    .where('active', '=', 1)
    .where('email', 'is not', null)
    .orderBy('name')
    .limit(200)
    .execute();
  const account = customer.billing.email;
  const others = (alert?.recipients ?? []).flatMap((one) => (one.kind === 'email' ? [one.email ?? ''] : []));
  return [
    ...(account ? [{ value: 'account', label: t('alerts.who.account.address', { address: account }) }] : []),
    ...contacts.map(({ id, name, email }) => ({ value: id, label: `${name} (${email})` })),
    ...others.map((address) => ({ value: address.toLowerCase(), label: address })),
  ];
}

export async function formOf(
  t: Speak,
  looking: Looking,
  sources: readonly AlertSource[],
  customer: Customer,
  alert?: Alert,
): Promise<RecordForm> {
  const known = await choicesFor(looking, sources);
  const own = alert && whatText(alert);
  const whats = own && !known.some((what) => whatText(what) === own) ? [alert, ...known] : known;
  const people = await peopleFor(t, looking, customer, alert);
  const [first] = whats;
  if (!first) throw alertProblem('alert.not-found');
  const usual = { percent: '80', count: '1000', days: '14', money: '10' } as const;
  const what: RecordField = {
    ...{ name: 'what', kind: 'select', label: t('alerts.form.what'), value: whatText(alert ?? first) },
    options: whats.map((one) => {
      const { name, of } = partsOf(one.metric);
      const key = `alerts.what.${name}.${one.unit}` as 'alerts.what.calls.percent';
      const unit =
        one.currency ?? { percent: '%', days: t('alerts.unit.days'), count: '', money: '' }[one.unit];
      return {
        value: whatText(one),
        label: t(key, { of: of ?? one.currency ?? '' }),
        unit,
        usual: usual[one.unit],
      };
    }),
  };
  const recipients = alert
    ? alert.recipients.map(recipientKey)
    : people.slice(0, 1).map(({ value }) => value);
  return {
    title: t(alert ? 'alerts.change' : 'alerts.add'),
    parts: [
      t('alerts.form.say'),
      what,
      t('alerts.form.reach'),
      {
        ...{ name: 'threshold', kind: 'number', label: t('alerts.form.threshold'), unitOf: 'what' },
        ...{ value: alert ? written(alert.threshold, alert) : usual[first.unit] },
        need: t('alerts.form.threshold.need'),
      },
      t('alerts.form.end'),
      {
        ...{
          name: 'mostOften',
          kind: 'select',
          label: t('alerts.form.often'),
          value: alert?.mostOften ?? 'day',
        },
        options: MostOften.options.map((often) => ({ value: often, label: t(`alerts.often.${often}`) })),
      },
      {
        ...{ name: 'recipients', kind: 'several', label: t('alerts.form.who'), value: recipients },
        ...{ options: [...people], need: t('alerts.form.who.need') },
      },
      {
        ...{
          name: 'mutedUntil',
          kind: 'day',
          label: t('alerts.form.muted'),
          hint: t('alerts.form.muted.hint'),
        },
        value: mutedDay(alert),
      },
      { name: 'digest', kind: 'check', label: t('alerts.form.digest'), value: alert?.digest ?? false },
      { name: 'active', kind: 'check', label: t('alerts.form.active'), value: alert?.active ?? true },
    ],
    submit: t('alerts.save'),
    pending: t('alerts.saving'),
    failed: t('alerts.failed'),
    refusals: { 'alert.too-many': t('alerts.too-many') },
  };
}

/** What the form says, as the API takes it; an address can only stay, not come. @throws `request.invalid` */
export function changeOf(wanted: PortalAlertChange, before?: Alert): AlertChange {
  const { what: text, threshold, recipients, mutedUntil, ...rest } = wanted;
  const what = text === undefined ? before : whatOf(text);
  return {
    ...rest,
    ...(text !== undefined && what && { metric: what.metric, unit: what.unit, currency: what.currency }),
    ...(threshold !== undefined && what && { threshold: counted(threshold, what) }),
    ...(recipients && { recipients: recipients.map((key) => recipientOf(key, before)) }),
    ...(mutedUntil !== undefined && { mutedUntil: mutedUntil === '' ? null : overAt(mutedUntil) }),
  };
}

function recipientOf(key: string, before: Alert | undefined): NewRecipient {
  if (key === 'account') return { kind: 'account' };
  if (key.startsWith('con_')) return { kind: 'contact', contactId: key };
  const known = before?.recipients.find(
    (one) => one.kind === 'email' && recipientKey(one) === key.toLowerCase(),
  );
  if (known?.email) return { kind: 'email', email: known.email };
  const message = 'Expected the account, one of its contacts, or an address that is on the list.';
  throw requestProblem('request.invalid', { fields: [{ path: 'recipients', code: 'reference', message }] });
}
