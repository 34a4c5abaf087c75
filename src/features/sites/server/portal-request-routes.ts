import { Hono } from 'hono';
import * as v from 'valibot';
import { spendAttempt } from '../../../kit/server/attempts.ts';
import { inTransaction } from '../../../kit/server/db/db.ts';
import { accept } from '../../../kit/server/http/accept.ts';
import { acceptBytes } from '../../../kit/server/http/accept-bytes.ts';
import { describe } from '../../../kit/server/http/describe.ts';
import { photoTypes } from '../../../kit/server/photo.ts';
import type { PortalEnv } from '../../access/server/env.ts';
import { loginAs, panel } from '../../access/server/guards.ts';
import { announce } from '../../activity/server/announce.ts';
import { mailingOf } from '../../mails/server/access-mail.ts';
import { findVendor } from '../../vendors/server/store.ts';
import { siteProblem } from '../problems.ts';
import { SiteFile } from '../records-schema.ts';
import { NewPortalRequest, SiteRequestId } from '../requests-schema.ts';
import { addLoosePhoto, checkedPhoto } from './files-store.ts';
import { readerOf, todayIn } from './portal-routes.ts';
import { installationAsked, requirePlace } from './portal-store.ts';
import { mailRequest } from './request-mail.ts';
import { askRequest } from './requests-store.ts';

/** A phone's photo as it is; the portal makes it smaller before it sends it. */
const maxPhotoBytes = 8 * 1024 * 1024;
const hourMs = 3_600_000;

/** `/portal/v1/sites/photos` and `…/requests`: what is wrong at a place, with photos. */
export const requestPortalRoutes = new Hono<PortalEnv>()
  .post(
    '/photos',
    describe({
      summary: 'Send a photo for a request that is being written',
      description:
        'The raw JPEG, PNG or WebP, 8 MB at most. Only the picture is kept: no place, no time, no camera. Without a request it is gone after a day.',
      tag: 'sites',
      answers: { 201: SiteFile },
      takes: photoTypes,
      problems: ['panel.hidden', 'feature.off', 'site-file.not-readable', 'site-file.too-many'],
    }),
    loginAs('act'),
    panel('sites', 'change', 'sites.request'),
    acceptBytes([...photoTypes], maxPhotoBytes),
    async (c) => {
      const { db, owner, upload, worldClock } = c.var;
      const at = worldClock.now();
      await spendAttempt(db, [{ key: `site-photos ${owner.customerId}`, most: 100, perMs: hourMs }], at);
      const file = checkedPhoto(upload);
      return c.json(await inTransaction(db, (tx) => addLoosePhoto(tx, owner, file, at)), 201);
    },
  )

  .post(
    '/requests',
    describe({
      summary: 'Report a fault, or ask for something at one of my locations',
      description: 'With a text or a photo. Who sees one installation alone asks for that one.',
      tag: 'sites',
      answers: { 201: v.object({ id: SiteRequestId }) },
      problems: [
        ...['panel.hidden', 'feature.off', 'location.not-found', 'installation.not-found'],
        ...['site-request.empty', 'site-file.not-found'],
      ],
    }),
    loginAs('act'),
    panel('sites', 'change', 'sites.request'),
    accept('json', NewPortalRequest),
    async (c) => {
      const { db, owner, session, actor, clock, worldClock, secrets, publicUrl } = c.var;
      const { vendorId, customerId } = owner;
      await spendAttempt(
        db,
        [{ key: `site-requests ${customerId}`, most: 60, perMs: hourMs }],
        worldClock.now(),
      );
      const wanted = c.req.valid('json');
      const reader = readerOf(c.var);
      const place = await requirePlace(db, reader, todayIn(c.var), wanted.locationId);
      // What was handed over is somebody else's to ask for.
      if (place.site.until !== null) throw siteProblem('location.not-found');
      const asked = wanted.installationId ?? undefined;
      const installationId = (await installationAsked(db, reader, place, asked)) ?? null;
      const vendor = await findVendor(db, vendorId);
      const mailing = await mailingOf({ secrets, publicUrl, testSide: vendor?.side === 'test' });
      const at = clock.now();
      const made = await inTransaction(db, async (tx) => {
        const asking = { vendorId, customerId, contactId: session.contactId, at };
        const request = await askRequest(tx, asking, { ...wanted, installationId });
        const { id, locationId } = request;
        await announce(tx, {
          ...{ vendorId, customerId, actor, at, action: 'site-request.created', subjectId: id },
          data: { customerId, locationId, installationId, requestId: id },
        });
        await mailRequest(tx, mailing, vendorId, request, at);
        return request;
      });
      return c.json({ id: made.id }, 201);
    },
  );
