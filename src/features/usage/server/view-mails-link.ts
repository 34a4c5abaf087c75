import { Hono } from 'hono';
import { escapeHtml } from '../../../kit/common/template.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { languageOf, preferredTags } from '../../../kit/server/http/languages.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { findRow } from '../../../kit/server/rows.ts';
import type { Secrets } from '../../../kit/server/secrets.ts';
import type { RequestVars } from '../../access/server/env.ts';
import { announce } from '../../activity/server/announce.ts';
import {
  anyPortal,
  drawLinkPage,
  linkToken,
  readLinkToken,
  type ThemeStyle,
} from '../../mails/server/link-page.ts';
import type { Language } from '../../portals/schema.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { recipientOf } from './view-mails-recipient.ts';
import { dropMail } from './view-mails-store.ts';
import { viewMailWords } from './view-mails-words.ts';

const use = 'report-link';

export const viewMailToken = (secrets: Secrets, vendorId: string, id: string): string =>
  linkToken(secrets, use, [vendorId, id]);

/**
 * `/report-mails/:token`, where a mail leads: one stops its mails without an account and without a script. Reading
 * changes nothing: programs that look through mail open everything.
 */
export const viewMailLinkRoutes = (themeStyle: ThemeStyle) =>
  new Hono<{ Variables: RequestVars }>()
    .get('/:token', async (c) => {
      const { db } = c.var;
      const [vendorId, id] = about(c.var.secrets, c.req.param('token'));
      const row = await findRow(db, 'use_view_mail', vendorId, id);
      const vendor = row && (await findVendor(db, vendorId));
      const found = vendor ? await recipientOf(db, vendor, row) : 'gone';
      const reached = typeof found === 'string' ? undefined : found;
      const portal = reached?.portal ?? (await anyPortal(db, vendorId));
      const wishes = [...(reached?.languages ?? []).flatMap((tag) => tag ?? []), ...preferredTags(c)];
      const language: Language = languageOf(wishes, portal.languages);
      const t = (await viewMailWords())(language, portal.timeZone, portal.words);
      const body = reached
        ? `<p role="status">${escapeHtml(t('usage.mail.page.on', { address: reached.address }))}</p>
<form method="post"><button>${escapeHtml(t('usage.mail.stop'))}</button></form>`
        : `<p role="status">${escapeHtml(t('usage.mail.page.off'))}</p>`;
      const title = t('usage.mail.page.title');
      return drawLinkPage(c, {
        ...{ themeStyle, vendorId, portal, language, title, isThere: reached !== undefined },
        body: `<h1>${escapeHtml(title)}</h1>${body}`,
      });
    })
    .post('/:token', async (c) => {
      const { db, worldClock } = c.var;
      const [vendorId, id] = about(c.var.secrets, c.req.param('token'));
      const vendor = await findVendor(db, vendorId);
      const at = new Date(worldClock.now().getTime() + (vendor?.clockOffsetMs ?? 0));
      await inTransaction(db, async (tx) => {
        const row = await findRow(tx, 'use_view_mail', vendorId, id);
        if (!row) return;
        await dropMail(tx, vendorId, id);
        const { customer_id: customerId, view_id: subjectId, contact_id, operator_id } = row;
        const said = { vendorId, customerId, at, subjectId, fields: ['mail'] };
        if (operator_id !== null) {
          await announce(tx, {
            ...{ ...said, action: 'report-view.updated', data: { reportViewId: subjectId } },
            actor: { kind: 'operator', id: operator_id },
          });
          return;
        }
        await announce(tx, {
          ...{ ...said, action: 'usage-view.updated', data: { customerId, usageViewId: subjectId } },
          actor: contact_id ? { kind: 'contact', id: contact_id } : { kind: 'customer', id: customerId },
        });
      });
      return c.redirect(c.req.path, 303);
    });

/** @throws `request.not-found` for a link that was not made here */
function about(secrets: Secrets, token: string): readonly [vendorId: string, id: string] {
  const [vendorId, id] = readLinkToken(secrets, use, token) ?? [];
  if (!vendorId || !id) throw requestProblem('request.not-found');
  return [vendorId, id];
}
