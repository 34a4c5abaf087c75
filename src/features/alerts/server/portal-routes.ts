import type { RecordRow } from '../../../kit/common/records.ts';
import { RecordWritten } from '../../../kit/common/records.ts';
import type { AlertSource } from '../../../kit/server/alert-source.ts';
import { Reference } from '../../../kit/server/collection.ts';
import type { Db } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import {
  type Looking,
  lookingOf,
  type RecordWriting,
  recordRoutes,
} from '../../access/server/record-routes.ts';
import { announce } from '../../activity/server/announce.ts';
import { requireCustomer } from '../../customers/server/store.ts';
import { wordsOfPortal } from '../../portals/server/store.ts';
import { hiddenFrom, partsOf } from '../metrics.ts';
import { mutedDay } from '../muted.ts';
import { alertProblem } from '../problems.ts';
import {
  type Alert,
  type AlertFiring,
  NewPortalAlert,
  type NewPortalAlert as NewPortalAlertType,
  PortalAlertChange,
} from '../schema.ts';
import { firingsOf, testAlert } from './firings.ts';
import { changeOf, choicesFor, formOf } from './form.ts';
import { alertsOf, createAlert, deleteAlert, requireOwnAlert, updateAlert } from './store.ts';
import { alertsWords, begun, nowOf, type Speak, whenOf } from './words.ts';

const hiddenOf = ({ sees, session }: Looking) => hiddenFrom(sees, session.domainIds);
const isHidden = (looking: Looking, metric: string): boolean =>
  hiddenOf(looking).some((name) => name === partsOf(metric).name);

/** @throws `alert.not-found`, also where it tells of what is hidden from who asks */
async function requireSeen(db: Db, looking: Looking, id: string): Promise<Alert> {
  const alert = await requireOwnAlert(db, looking.owner, id);
  if (isHidden(looking, alert.metric)) throw alertProblem('alert.not-found');
  return alert;
}

/** @throws `request.invalid` */
function requireChoice(looking: Looking, metric: string): void {
  if (!isHidden(looking, metric)) return;
  const message = 'Expected one of the figures that you may see.';
  throw requestProblem('request.invalid', { fields: [{ path: 'what', code: 'reference', message }] });
}

type Names = ReadonlyMap<string, string>;

/** Of the contacts that alerts name, as one reads them. */
async function namesOf({ db, owner }: Looking, alerts: readonly Alert[]): Promise<Names> {
  const ids = alerts.flatMap(({ recipients }) => recipients.flatMap(({ contactId }) => contactId ?? []));
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('contact')
    .select(['id', 'name'])
    .where('vendor_id', '=', owner.vendorId)
    .where('customer_id', '=', owner.customerId)
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

function whoOf(t: Speak, language: string, alert: Alert, names: Names): string {
  const who = alert.recipients
    .filter(({ stoppedAt }) => stoppedAt === null)
    .map(({ kind, contactId, email }) => {
      if (kind === 'account') return t('alerts.who.account');
      return kind === 'email' ? (email ?? '') : (names.get(contactId ?? '') ?? t('alerts.who.gone'));
    });
  return who.length === 0 ? t('alerts.who.nobody') : new Intl.ListFormat(language).format(who);
}

const sentenceOf = (t: Speak, language: string, alert: Alert, names: Names): string =>
  begun(
    t('alerts.sentence', {
      who: whoOf(t, language, alert, names),
      what: whenOf(t, alert),
      often: t(`alerts.often.${alert.mostOften}`),
    }),
  );

function stateOf(t: Speak, alert: Alert, now: Date): NonNullable<RecordRow['state']> {
  if (!alert.active) return { tone: 'past', label: t('alerts.off') };
  return alert.mutedUntil && Date.parse(alert.mutedUntil) > now.getTime()
    ? { tone: 'info', label: t('alerts.muted', { day: mutedDay(alert) }) }
    : { tone: 'good', label: t('alerts.on') };
}

function firingRow(t: Speak, alert: Alert, { id, kind, at, figures, mails, waits }: AlertFiring): RecordRow {
  const said = figures.map((figure) => {
    const { subject, value, limit, currency } = figure;
    const now = nowOf(t, alert.metric, {
      ...(subject && { subject }),
      ...(limit !== null && { limit }),
      ...(currency && { currency }),
      value,
    });
    return subject ? `${now.label}: ${now.value}` : now.value;
  });
  return {
    id,
    title: kind === 'test' ? t('alerts.history.test') : said.slice(0, 3).join(', '),
    meta: [
      { at },
      ...(mails.length === 0 ? [t(waits ? 'alerts.mail.waits' : 'alerts.mail.nobody')] : []),
      ...mails.map(({ address, state }) => `${address}: ${t(`alerts.mail.${state}`)}`),
    ],
    whole: true,
  };
}

const tell = (
  tx: Db,
  { owner, actor, at }: RecordWriting,
  { id, customerId }: Alert,
  what: 'created' | 'updated' | 'deleted',
  fields: readonly string[] = [],
) =>
  announce(tx, {
    ...{ vendorId: owner.vendorId, customerId, actor, at, action: `alert.${what}`, subjectId: id, fields },
    data: { customerId, alertId: id },
  });

const speaking = async ({ db, owner, session, language }: Looking): Promise<Speak> =>
  alertsWords(language, undefined, await wordsOfPortal(db, owner.vendorId, session.portalId));

const panelRoutes = (sources: readonly AlertSource[]) =>
  recordRoutes<NewPortalAlertType, PortalAlertChange>({
    panel: 'alerts',
    one: 'one of my alerts',
    notFound: 'alert.not-found',
    async list(looking, paging) {
      const { db, owner, language, now } = looking;
      const t = await speaking(looking);
      const items = await alertsOf(db, owner, hiddenOf(looking), paging);
      const names = await namesOf(looking, items);
      return {
        items: items.map((alert) => ({
          id: alert.id,
          title: sentenceOf(t, language, alert, names),
          meta: [alert.lastFiredAt ? t('alerts.last', { day: alert.lastFiredAt }) : t('alerts.never')],
          state: stateOf(t, alert, now),
          updatedAt: alert.updatedAt,
        })),
        empty: { title: t('alerts.empty'), text: t('alerts.empty.text') },
        more: t('alerts.more'),
        adds:
          looking.may() && (await choicesFor(looking, sources)).length > 0
            ? [{ id: 'new-alert', label: t('alerts.add') }]
            : [],
      };
    },
    async read(looking, id) {
      const { db, owner, language, now } = looking;
      const t = await speaking(looking);
      const alert = await requireSeen(db, looking, id);
      const names = await namesOf(looking, [alert]);
      const firings = await firingsOf(db, owner.vendorId, id, 20);
      const may = looking.may();
      const customer = await requireCustomer(db, owner.vendorId, owner.customerId);
      return {
        title: sentenceOf(t, language, alert, names),
        back: t('alerts.back'),
        notes: [stateOf(t, alert, now).label],
        facts: [],
        lists: [
          {
            title: t('alerts.history'),
            empty: t('alerts.history.empty'),
            items: firings.map((firing) => firingRow(t, alert, firing)),
          },
        ],
        acts: may
          ? [{ id: 'test', label: t('alerts.test'), pending: t('alerts.testing'), done: t('alerts.tested') }]
          : [],
        form: may ? await formOf(t, looking, sources, customer, alert) : null,
        remove: may
          ? {
              label: t('alerts.delete'),
              question: t('alerts.delete.question'),
              pending: t('alerts.deleting'),
            }
          : null,
      };
    },
    create: {
      body: NewPortalAlert,
      async form(looking) {
        const t = await speaking(looking);
        const customer = await requireCustomer(looking.db, looking.owner.vendorId, looking.owner.customerId);
        const form = await formOf(t, looking, sources, customer);
        const none = { notes: [], facts: [], lists: [], acts: [], remove: null };
        return { title: form.title, back: t('alerts.back'), ...none, form };
      },
      problems: ['alert.too-many'],
      async act(tx, writing, wanted) {
        const { vendorId, customerId } = writing.owner;
        const { metric = '', unit = 'count', threshold = 0, ...rest } = changeOf(wanted);
        requireChoice(writing.looking, metric);
        const made = { customerId, metric, unit, threshold, ...rest };
        const alert = await createAlert(tx, vendorId, made, writing.at);
        await tell(tx, writing, alert, 'created');
        return { id: alert.id };
      },
    },
    change: {
      body: PortalAlertChange,
      async act(tx, writing, id, wanted) {
        const before = await requireSeen(tx, writing.looking, id);
        const { vendorId } = writing.owner;
        const change = changeOf(wanted, before);
        requireChoice(writing.looking, change.metric ?? before.metric);
        const { thing, fields } = await updateAlert(tx, vendorId, id, change, writing.at);
        if (fields.length > 0) await tell(tx, writing, thing, 'updated', fields);
        return { id };
      },
    },
    async remove(tx, writing, id) {
      const alert = await requireSeen(tx, writing.looking, id);
      await deleteAlert(tx, writing.owner.vendorId, id);
      await tell(tx, writing, alert, 'deleted');
    },
  });

/** `/portal/v1/alerts`: when somebody wants to be told, and what was told. */
export const alertsPortalRoutes = (sources: readonly AlertSource[]) =>
  panelRoutes(sources).post(
    '/:id/test',
    describe({
      summary: 'Send the mail of one of my alerts as a test',
      tag: 'alerts',
      answers: { 201: RecordWritten },
      problems: ['panel.hidden', 'panel.read-only', 'alert.not-found', 'alert.nobody', 'request.too-many'],
    }),
    panel('alerts', 'change'),
    loginAs('act'),
    accept('param', Reference),
    async (c) => {
      const { owner, actor, db } = c.var;
      const alert = await requireSeen(db, lookingOf(c.var, 'alerts'), c.req.valid('param').id);
      const { id } = await testAlert(c.var, { vendorId: owner.vendorId, actor }, alert.id);
      return c.json({ id }, 201);
    },
  );
