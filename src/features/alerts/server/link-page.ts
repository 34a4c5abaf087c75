import { type Context, Hono } from 'hono';
import { escapeHtml } from '../../../kit/common/template.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { readBytes } from '../../../kit/server/http/accept.ts';
import { languageOf, preferredTags } from '../../../kit/server/http/languages.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { findRow, lockRow } from '../../../kit/server/rows.ts';
import type { RequestVars } from '../../access/server/env.ts';
import { announce } from '../../activity/server/announce.ts';
import { findCustomer } from '../../customers/server/store.ts';
import { anyPortal, drawLinkPage, type ThemeStyle } from '../../mails/server/link-page.ts';
import type { Language, Portal } from '../../portals/schema.ts';
import { findPortal } from '../../portals/server/store.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { mutedDay } from '../muted.ts';
import { recipientKey } from '../rules.ts';
import type { Alert, Recipient } from '../schema.ts';
import { reach } from './fire.ts';
import { type AlertLink, readAlertToken } from './links.ts';
import { toStored } from './table.ts';
import { alertsWords, type Speak, whenOf } from './words.ts';

type Env = { Variables: RequestVars };

interface Found {
  readonly link: AlertLink;
  readonly portal: Portal;
  readonly alert: Alert | undefined;
  readonly recipient: Recipient | undefined;
  readonly address: string;
  readonly language: Language;
}

/**
 * `/alerts/:token`, where a mail leads: one may stop its mails, or have them again, without an account and without a script.
 * Reading changes nothing: programs that look through mail open everything.
 */
export const alertLinkRoutes = (themeStyle: ThemeStyle) =>
  new Hono<Env>()
    .get('/:token', async (c) => show(c, themeStyle, await find(c)))
    .post('/:token', async (c) => {
      const found = await find(c);
      const form = new URLSearchParams(new TextDecoder().decode(await readBytes(c, 1024)));
      const act = form.get('act');
      if (found.alert && found.recipient && (act === 'stop' || act === 'resume')) {
        await write(c, found, act === 'stop');
      }
      return c.redirect(c.req.path, 303);
    });

/** @throws `request.not-found` for a link that was not made here */
async function find(c: Context<Env>): Promise<Found> {
  const { db, secrets } = c.var;
  const link = readAlertToken(secrets, c.req.param('token') ?? '');
  if (!link) throw requestProblem('request.not-found');
  const row = await findRow(db, 'alert', link.vendorId, link.alertId);
  const alert = row && toStored(row);
  const customer = alert && (await findCustomer(db, link.vendorId, alert.customerId));
  const portal = customer && (await findPortal(db, link.vendorId, customer.portalId));
  const recipient = alert?.recipients.find((one) => recipientKey(one) === link.recipient);
  const reached = customer && recipient ? await reach(db, link.vendorId, customer, recipient) : undefined;
  const shown = portal ?? (await anyPortal(db, link.vendorId));
  const own = [reached?.language, customer?.language].flatMap((tag) => tag ?? []);
  const language = languageOf([...own, ...preferredTags(c)], shown.languages);
  return {
    link,
    portal: shown,
    alert: reached && alert,
    recipient,
    address: reached?.address ?? '',
    language,
  };
}

async function write(c: Context<Env>, { link, recipient }: Found, stops: boolean): Promise<void> {
  const { db, worldClock } = c.var;
  const { vendorId, alertId } = link;
  const vendor = await findVendor(db, vendorId);
  const at = new Date(worldClock.now().getTime() + (vendor?.clockOffsetMs ?? 0));
  await inTransaction(db, async (tx) => {
    await lockRow(tx, 'alert', vendorId, alertId);
    const row = await findRow(tx, 'alert', vendorId, alertId);
    if (!row) return;
    const alert = toStored(row);
    const after = alert.recipients.map((one) =>
      recipientKey(one) === link.recipient ? { ...one, stoppedAt: stops ? at.toISOString() : null } : one,
    );
    await tx
      .updateTable('alert')
      .set({ recipients: JSON.stringify(after), updated_at: at.toISOString() })
      .where('vendor_id', '=', vendorId)
      .where('id', '=', alertId)
      .execute();
    const contactId = recipient?.contactId ?? null;
    await announce(tx, {
      ...{ vendorId, customerId: alert.customerId, at, subjectId: alertId, action: 'alert.updated' },
      actor: contactId ? { kind: 'contact', id: contactId } : { kind: 'customer', id: alert.customerId },
      fields: ['recipients'],
      data: { customerId: alert.customerId, alertId },
    });
  });
}

async function show(
  c: Context<Env>,
  themeStyle: ThemeStyle,
  { link, portal, alert, recipient, address, language }: Found,
): Promise<Response> {
  const t = await alertsWords(language, portal.timeZone, portal.words);
  const isThere = alert !== undefined && recipient !== undefined;
  return drawLinkPage(c, {
    ...{ themeStyle, vendorId: link.vendorId, portal, language, isThere, title: t('alerts.page.title') },
    body: isThere ? statePage(t, alert, recipient, address, c.var.worldClock.now()) : gonePage(t),
  });
}

const gonePage = (t: Speak): string =>
  `<h1>${escapeHtml(t('alerts.page.gone'))}</h1><p>${escapeHtml(t('alerts.page.gone.text'))}</p>`;

function statePage(t: Speak, alert: Alert, recipient: Recipient, address: string, now: Date): string {
  const stopped = recipient.stoppedAt !== null;
  const said = stopped
    ? t('alerts.page.stopped', { address })
    : t('alerts.page.on', { address, what: whenOf(t, alert) });
  const more = !alert.active
    ? t('alerts.page.off')
    : alert.mutedUntil && Date.parse(alert.mutedUntil) > now.getTime()
      ? t('alerts.page.muted', { day: mutedDay(alert) })
      : '';
  const act = stopped ? 'resume' : 'stop';
  return `<h1>${escapeHtml(t('alerts.page.title'))}</h1>
<p role="status">${escapeHtml(said)}</p>${more ? `<p class="muted">${escapeHtml(more)}</p>` : ''}
<form method="post"><button name="act" value="${act}">${escapeHtml(t(`alerts.page.${act}`))}</button></form>`;
}
