import { createHash, timingSafeEqual } from 'node:crypto';
import { type Context, Hono } from 'hono';
import * as v from 'valibot';
import { movedClock } from '../../../kit/server/clock.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { readBytes } from '../../../kit/server/http/accept.ts';
import { clientAddress } from '../../../kit/server/http/client-address.ts';
import { languageOf, wishedTags } from '../../../kit/server/http/languages.ts';
import { requestProblem } from '../../../kit/server/http/problems.ts';
import { pageCss, pagePolicy } from '../../../kit/server/page-look.ts';
import type { RequestVars } from '../../access/server/env.ts';
import { mailingOf } from '../../mails/server/access-mail.ts';
import { frameAncestors, framingHosts } from '../../portals/rules.ts';
import type { Theme } from '../../portals/schema.ts';
import { type FoundPortal, findPortalBySlug } from '../../portals/server/store.ts';
import { DeclarationId, PublicForm } from '../schema.ts';
import { countForm } from './brakes.ts';
import { formPage, offPage, type Page, receiptPage, type Typed, type What } from './page.ts';
import { fileName, receiptFile } from './receipt.ts';
import { receive } from './receive.ts';
import { requireDeclaration, withEvidence } from './store.ts';
import { type EndingMessage, endingWords } from './words.ts';

type Env = { Variables: RequestVars };

const maxBytes = 32_768;
const FormData = 'application/x-www-form-urlencoded';

/** Token by which a receipt is had again: made from its id, so that nothing has to be kept. */
export const receiptToken = (
  { secrets }: Pick<RequestVars, 'secrets'>,
  vendorId: string,
  id: string,
): string =>
  createHash('sha256')
    .update(secrets.lookup(`receipt:${vendorId}:${id}`))
    .digest('base64url');

/**
 * `/cancel/:portal` and `/cancel/:portal/withdrawal`: for everybody, without an account and without a script. What comes
 * back says the same, after the same work, whether a contract is known or not; it is looked for later, by a job.
 */
export const publicCancelRoutes = (themeStyle: (theme: Theme, vendorId: string) => string): Hono<Env> => {
  const pageOf = async (c: Context<Env>, what: What): Promise<{ found: FoundPortal; page: Page }> => {
    const found = await findPortalBySlug(c.var.db, c.req.param('portal') as string);
    if (!found) throw requestProblem('request.not-found');
    const { portal, testSide } = found;
    const language = languageOf(wishedTags(c), portal.languages);
    const t = (await endingWords())(language, portal.timeZone, portal.words);
    const style = `${themeStyle(portal.theme, found.vendorId)}${pageCss}`;
    const ancestors = frameAncestors(framingHosts(portal.allowedHosts, testSide));
    c.header('content-security-policy', pagePolicy(style, ancestors, c.var.publicUrl.startsWith('https:')));
    c.header('cross-origin-resource-policy', 'cross-origin');
    c.header('vary', 'accept-language');
    const framed = c.req.header('sec-fetch-dest') === 'iframe';
    return { found, page: { t, portal, style, framed, what } };
  };
  const isOn = ({ portal: { ending } }: Page, what: What) =>
    ending.publicPage && (what === 'cancel' || ending.withdrawal);

  const show = (what: What) => async (c: Context<Env>) => {
    const { page } = await pageOf(c, what);
    if (!isOn(page, what)) return c.html(offPage(page), 404);
    return c.html(formPage(page, { values: {}, mistakes: {} }));
  };

  const take = (what: What) => async (c: Context<Env>) => {
    const { page, found } = await pageOf(c, what);
    if (!isOn(page, what)) return c.html(offPage(page), 404);
    const values = await formOf(c);
    const read = readForm(values, what);
    if ('mistakes' in read) return c.html(formPage(page, { values, mistakes: read.mistakes }), 422);
    const { form } = read;
    const { db, secrets, publicUrl, worldClock } = c.var;
    const { portal, vendorId, testSide, clockOffsetMs } = found;
    const mailing = await mailingOf({ secrets, publicUrl, testSide });
    const at = movedClock(worldClock, clockOffsetMs).now();
    const source = clientAddress(c, c.var.trustedProxies);
    const received = await inTransaction(db, async (tx) => {
      const brake = await countForm(tx, { portalId: portal.id, source, email: form.email }, worldClock.now());
      if (brake === 'refused') return undefined;
      return receive(tx, { vendorId, portal, mailing, t: page.t, at }, { form, what, brake });
    });
    if (!received) {
      c.header('retry-after', '600');
      return c.html(formPage(page, { values, mistakes: {}, busy: true }), 429);
    }
    const token = receiptToken(c.var, vendorId, received.declaration.id);
    return c.html(receiptPage(page, { ...received, token }), 201);
  };

  return new Hono<Env>()
    .get('/:portal', show('cancel'))
    .post('/:portal', take('cancel'))
    .get('/:portal/withdrawal', show('withdraw'))
    .post('/:portal/withdrawal', take('withdraw'))
    .post('/:portal/receipt', async (c) => {
      const { found } = await pageOf(c, 'cancel');
      const { id = '', token = '' } = await formOf(c);
      const { portal, vendorId } = found;
      const wanted = Buffer.from(receiptToken(c.var, vendorId, id));
      const given = Buffer.from(token);
      if (!v.is(DeclarationId, id) || given.length !== wanted.length || !timingSafeEqual(given, wanted))
        throw requestProblem('request.not-found');
      const { declaration, shown } = await requireDeclaration(c.var.db, vendorId, id).then((one) => ({
        declaration: one.declaration,
        shown: withEvidence(one).shown,
      }));
      const t = (await endingWords())(declaration.language, portal.timeZone, portal.words);
      c.header('content-disposition', `attachment; filename="${fileName(t, declaration)}"`);
      c.header('content-security-policy', "default-src 'none'; style-src 'unsafe-inline'; sandbox");
      return c.html(receiptFile({ t, portal, declaration, shown }));
    });
};

/** The first of each name. @throws `request.too-large`, `request.media-type` */
async function formOf(c: Context<Env>): Promise<Record<string, string>> {
  if (!(c.req.header('content-type') ?? '').toLowerCase().startsWith(FormData))
    throw requestProblem('request.media-type');
  const text = new TextDecoder().decode(await readBytes(c, maxBytes));
  const values: Record<string, string> = {};
  for (const [name, value] of new URLSearchParams(text)) {
    if (!Object.hasOwn(values, name)) values[name] = value;
  }
  return values;
}

const sentences: Readonly<Record<string, EndingMessage>> = {
  name: 'page.mistake.name',
  email: 'page.mistake.email',
  contract: 'page.mistake.contract',
  day: 'page.mistake.day',
};

function readForm(
  values: Readonly<Record<string, string>>,
  what: What,
): { readonly form: PublicForm } | Pick<Typed, 'mistakes'> {
  const read = v.safeParse(PublicForm, values);
  const mistakes: Record<string, EndingMessage> = {};
  for (const { path } of read.issues ?? []) {
    const name = String(path?.[0]?.key ?? 'name');
    const missing = !values[name]?.trim() || name === 'email' || name === 'day';
    mistakes[name] = (missing ? sentences[name] : undefined) ?? 'page.mistake.other';
  }
  if (what === 'cancel') {
    if (values.when === 'day' && !values.day) mistakes.day = 'page.mistake.day';
    if (values.kind === 'extraordinary' && !values.reason?.trim()) mistakes.reason = 'page.mistake.reason';
  }
  return read.success && Object.keys(mistakes).length === 0 ? { form: read.output } : { mistakes };
}
