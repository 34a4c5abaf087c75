import { collectionRoutes } from '../../access/server/collection-routes.ts';
import { NewPortal, Portal, PortalChange } from '../schema.ts';
import {
  createPortal,
  deletePortal,
  listPortals,
  requirePortal,
  updatePortal,
  upsertPortal,
} from './store.ts';

/** `/api/v1/portals`. */
export const portalsVendorRoutes = collectionRoutes({
  name: 'portals',
  thing: 'portal',
  one: 'a portal',
  schema: Portal,
  maxBytes: 262_144, // 200 allowed hosts of 255 symbols, and a theme
  list: ({ db, vendorId }, _query, paging) => listPortals(db, vendorId, paging),
  read: ({ db, vendorId }, reference) => requirePortal(db, vendorId, reference),
  create: {
    body: NewPortal,
    description: 'The first portal is the default one, to which customers belong unless told otherwise.',
    problems: ['portal.slug-taken'],
    act: (tx, writing, wanted) => createPortal(tx, writing.vendorId, wanted, writing),
  },
  change: {
    body: PortalChange,
    description: 'A field that is not named stays as it is; one that is named is replaced as a whole.',
    problems: ['portal.slug-taken'],
    act: (tx, writing, reference, change) => updatePortal(tx, writing.vendorId, reference, change, writing),
  },
  upsert: {
    body: NewPortal,
    problems: ['portal.slug-taken'],
    act: (tx, writing, externalId, wanted) => upsertPortal(tx, writing.vendorId, externalId, wanted, writing),
  },
  remove: {
    summary: 'Remove a portal that no customer belongs to',
    problems: ['portal.in-use', 'portal.is-default'],
    act: (tx, { vendorId }, reference) => deletePortal(tx, vendorId, reference),
  },
  about: ({ id }) => ({ data: { portalId: id } }),
});
