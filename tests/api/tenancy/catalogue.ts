import { byId, type Ids, inQuery, type Kind, type Matrix, takesNoId, unguessed } from './places.ts';

/** What is sold: a thing that holds others is emptied first where it is one's own that is deleted. */
function catalogueById(): Matrix {
  const month = { count: 1, unit: 'month' };
  const bodies: Record<string, (own: Ids) => object> = {
    'product-families': () => ({ name: 'New' }),
    plans: (own) => ({ name: 'New', familyId: own['product-family'] }),
    'plan-variants': (own) => ({ billingPeriod: month, planId: own.plan }),
    components: (own) => ({ name: 'New', kind: 'switch', familyId: own['product-family'] }),
    coupons: () => ({ code: unguessed(), kind: 'percent', percent: 10 }),
    'tax-classes': () => ({ name: 'New' }),
  };
  const kinds: Record<string, Kind> = {
    ...{ 'product-families': 'product-family', plans: 'plan', 'plan-variants': 'plan-variant' },
    ...{ components: 'component', coupons: 'coupon', 'tax-classes': 'tax-class' },
  };
  /** References by the names of their fields; in a list where the name is one of many. */
  const references: Record<string, readonly (readonly [field: string, kind: Kind])[]> = {
    'product-families': [['taxClassId', 'tax-class']],
    plans: [['familyId', 'product-family']],
    'plan-variants': [['planId', 'plan']],
    components: [
      ['familyId', 'product-family'],
      ['taxClassId', 'tax-class'],
    ],
    coupons: [['familyIds', 'product-family']],
    'tax-classes': [],
  };
  const filters: Record<string, readonly (readonly [field: string, kind: Kind])[]> = {
    plans: [['familyId', 'product-family']],
    components: [['familyId', 'product-family']],
    'plan-variants': [
      ['planId', 'plan'],
      ['familyId', 'product-family'],
    ],
  };
  const inside: Record<string, readonly Kind[]> = {
    'product-families': ['plan-variant', 'plan', 'component'],
    plans: ['plan-variant'],
  };
  const collectionOf = (kind: Kind) => Object.keys(kinds).find((name) => kinds[name] === kind);
  const matrix: Matrix = {};
  for (const [name, kind] of Object.entries(kinds)) {
    const at = (id: string) => `/api/v1/${name}/${encodeURIComponent(id)}`;
    const naming = (field: string, id: string) => ({ [field]: field.endsWith('s') ? [id] : id });
    const fields = references[name] ?? [];
    matrix[`GET /api/v1/${name}`] = (filters[name] ?? []).map(([field, of]) => inQuery(name, field, of));
    matrix[`POST /api/v1/${name}`] = fields.map(([field, of]) => ({
      ...{ kind: of, where: `body.${field}` },
      send: (c, id, own) => c.post(`/api/v1/${name}`, { ...bodies[name]?.(own), ...naming(field, id) }),
    }));
    matrix[`PUT /api/v1/${name}/:id`] = fields.map(([field, of]) => ({
      ...{ kind: of, where: `body.${field}` },
      send: (c, id, own) =>
        c.put(`/api/v1/${name}/ext:${unguessed()}`, { ...bodies[name]?.(own), ...naming(field, id) }),
    }));
    Object.assign(matrix, byId(name, kind));
    for (const [field, of] of fields) {
      if (field === 'familyId' || field === 'planId') continue; // stays as it is
      matrix[`PATCH /api/v1/${name}/:id`]?.push({
        ...{ kind: of, where: `body.${field}` },
        send: (c, id, own) => c.patch(at(own[kind]), naming(field, id)),
      });
    }
    matrix[`DELETE /api/v1/${name}/:id`] = [
      {
        ...{ kind, where: 'path' },
        send: async (c, id, own) => {
          if (id === own[kind])
            for (const part of inside[name] ?? [])
              await c.delete(`/api/v1/${collectionOf(part)}/${own[part]}`);
          return c.delete(at(id));
        },
      },
    ];
  }
  return matrix;
}

export const catalogue: Matrix = {
  ...catalogueById(),
  // Orders are placed by customers alone; ID01 in orders.test.ts looks at their ids.
  'GET /api/v1/orders': [
    inQuery('orders', 'customerId', 'customer'),
    inQuery('orders', 'portalId', 'portal'),
  ],
  'GET /api/v1/orders/:id': takesNoId,
  'POST /api/v1/orders/:id/cancellation': takesNoId,
  'POST /api/v1/orders/:id/repair': takesNoId,
  // What an order session sells is looked at by CRY-24 in order-sessions.test.ts.
  'POST /api/v1/order-sessions': takesNoId,
  'GET /api/v1/tax-setting': takesNoId,
  'PATCH /api/v1/tax-setting': takesNoId,
  // What anybody may read; BIL-33 in orders.test.ts looks at another vendor's.
  // Variants and components of others are tried in prices.test.ts, where something is for sale.
  'POST /portal/v1/orders/price': takesNoId,
  'GET /portal/v1/order-form': takesNoId,
  'GET /portal/v1/order-form/address': takesNoId,
  'GET /portal/v1/order-terms': takesNoId,
  'GET /portal/v1/order-terms/:id': takesNoId,
  'POST /portal/v1/order-tickets': takesNoId,
  'POST /portal/v1/order-sessions': takesNoId,
  // ID02 in orders.test.ts looks at orders of another customer.
  'POST /portal/v1/orders': takesNoId,
  'GET /portal/v1/orders': takesNoId,
  'GET /portal/v1/orders/:id': takesNoId,
  'GET /portal/v1/order-panel': takesNoId,
};
