import type { Answer, Client } from '../../helpers/app.ts';
import { tinyPng } from '../../helpers/pdf.ts';
import { pngHeaders } from './bodies.ts';
import { byId, inBody, type Matrix, type Place, takesNoId } from './places.ts';

/** The mail server of a portal: there must be one to read, try or remove. */
const mailSender: Matrix = (() => {
  const at = (id: string) => `/api/v1/portals/${encodeURIComponent(id)}/mail-sender`;
  const put = (c: Client, id: string) =>
    c.put(at(id), { host: '127.0.0.1', port: 9, fromAddress: 'a@acme.example' });
  const place = (send: Place['send']): Place[] => [{ kind: 'portal', where: 'path', send }];
  return {
    'GET /api/v1/portals/:id/mail-sender': place((c, id) => put(c, id).then(() => c.get(at(id)))),
    'PUT /api/v1/portals/:id/mail-sender': place(put),
    'DELETE /api/v1/portals/:id/mail-sender': place((c, id) => put(c, id).then(() => c.delete(at(id)))),
    'POST /api/v1/portals/:id/mail-sender/test': place((c, id) =>
      put(c, id).then(() => c.post(`${at(id)}/test`, { to: 'b@acme.example' })),
    ),
  };
})();

/** Fonts and pictures of portals' looks. */
const publicFiles: Matrix = {
  'GET /api/v1/files/:id': [
    { kind: 'file', where: 'path', send: (c, id) => c.get(`/api/v1/files/${encodeURIComponent(id)}`) },
  ],
  'DELETE /api/v1/files/:id': [
    { kind: 'file', where: 'path', send: (c, id) => c.delete(`/api/v1/files/${encodeURIComponent(id)}`) },
  ],
};

/** Sets of own words, read and built upon by their ids. */
const ownWords: Matrix = {
  'POST /api/v1/words/check': takesNoId,
  'GET /api/v1/words': [
    {
      kind: 'words',
      where: 'query.words',
      keepsGone: true,
      send: (c, id) => c.get(`/api/v1/words?language=en&words=${encodeURIComponent(id)}`),
    },
  ],
  'GET /api/v1/words/file': [
    {
      ...{ kind: 'words', where: 'query.words', keepsGone: true },
      send: (c, id) => c.get(`/api/v1/words/file?language=en&format=json&words=${encodeURIComponent(id)}`),
    },
  ],
  'POST /api/v1/words': [
    {
      ...{ kind: 'words', where: 'body.from', keepsGone: true },
      send: (c, id) =>
        c.post('/api/v1/words', { from: id, language: 'en', texts: { 'portal:nav.more': 'Else' } }),
    },
  ],
  'POST /api/v1/words/file': [
    {
      ...{ kind: 'words', where: 'query.from', keepsGone: true },
      send: (c, id) =>
        c.send(
          'POST',
          `/api/v1/words/file?language=en&from=${encodeURIComponent(id)}`,
          Buffer.from('{"portal:nav.more":"Else"}'),
          {
            'content-type': 'application/json',
          },
        ),
    },
  ],
};

/** Names of a portal's own: there must be one to change, look at or take away. */
const portalAddresses: Matrix = (() => {
  let made = 0;
  const at = (id: string, more = '') => `/api/v1/portals/${encodeURIComponent(id)}/addresses${more}`;
  const add = (c: Client, id: string) => c.post(at(id), { host: `n${made++}.addresses.example` });
  const place = (send: Place['send']): Place[] => [{ kind: 'portal', where: 'path', send }];
  const one = (send: (c: Client, path: string) => Promise<Answer>) =>
    place(async (c, id) => send(c, at(id, `/${(await add(c, id)).body.id ?? 'pad_none'}`)));
  return {
    'GET /api/v1/portals/:id/addresses': place((c, id) => c.get(at(id))),
    'POST /api/v1/portals/:id/addresses': place(async (c, id) => {
      const answer = await add(c, id);
      if (answer.status === 201) await c.delete(at(id, `/${answer.body.id}`));
      return answer;
    }),
    'PATCH /api/v1/portals/:id/addresses/:address': one(async (c, path) => {
      const answer = await c.patch(path, { isMain: true });
      await c.delete(path);
      return answer;
    }),
    'DELETE /api/v1/portals/:id/addresses/:address': one((c, path) => c.delete(path)),
    'POST /api/v1/portals/:id/addresses/:address/check': one(async (c, path) => {
      const answer = await c.post(`${path}/check`);
      await c.delete(path);
      return answer;
    }),
  };
})();

/** The provider of a portal: named, read, asked and forgotten under its id. */
function portalOidc(): Matrix {
  const at = (id: string) => `/api/v1/portals/${encodeURIComponent(id)}/oidc`;
  const put = (c: Client, id: string) =>
    c.put(at(id), { issuer: 'https://127.0.0.1:1', clientId: 'portico' });
  const after = async (c: Client, id: string, act: () => Promise<Answer>) => {
    await put(c, id);
    return act();
  };
  const place = (send: Place['send']): Place[] => [{ kind: 'portal', where: 'path', send }];
  return {
    'GET /api/v1/portals/:id/oidc': place((c, id) => after(c, id, () => c.get(at(id)))),
    'PUT /api/v1/portals/:id/oidc': place(put),
    'POST /api/v1/portals/:id/oidc/check': place((c, id) => after(c, id, () => c.post(`${at(id)}/check`))),
    'DELETE /api/v1/portals/:id/oidc': place((c, id) => after(c, id, () => c.delete(at(id)))),
  };
}

/** What customers look at, before and after: there must be a version to read, and what is published is named. */
function portalDrafts(): Matrix {
  const at = (id: string, more: string) => `/api/v1/portals/${encodeURIComponent(id)}/${more}`;
  const place = (send: Place['send']): Place[] => [{ kind: 'portal', where: 'path', send }];
  const publish = async (c: Client, what: string) =>
    c.post(`${what}/publish`, { seen: (await c.get(what)).body.seen ?? 'x' });
  const versioned = (act: (c: Client, version: string) => Promise<Answer>) =>
    place(async (c, id) => {
      for (const panels of [{ usage: 'hidden' }, {}]) await c.patch(at(id, '').slice(0, -1), { panels });
      return act(c, at(id, 'versions/1'));
    });
  return {
    'GET /api/v1/portals/:id/draft': place((c, id) => c.get(at(id, 'draft'))),
    'PATCH /api/v1/portals/:id/draft': place((c, id) => c.patch(at(id, 'draft'), { panels: {} })),
    'DELETE /api/v1/portals/:id/draft': place((c, id) => c.delete(at(id, 'draft'))),
    'POST /api/v1/portals/:id/draft/publish': place((c, id) => publish(c, at(id, 'draft'))),
    'GET /api/v1/portals/:id/versions': place((c, id) => c.get(at(id, 'versions'))),
    'GET /api/v1/portals/:id/versions/:number': versioned((c, version) => c.get(version)),
    'POST /api/v1/portals/:id/versions/:number/publish': versioned(publish),
  };
}

export const portals: Matrix = {
  'GET /api/v1/portals': takesNoId,
  'POST /api/v1/portals': takesNoId,
  'PUT /api/v1/portals/:id': takesNoId,
  ...byId('portals', 'portal', [
    {
      ...{ kind: 'words', where: 'body.words', keepsGone: true },
      send: (c, id, own) => c.patch(`/api/v1/portals/${own.portal}`, { words: id }),
    },
    {
      ...{ kind: 'customer', where: 'body.signUp.templateCustomerId' },
      send: (c, id, own) => c.patch(`/api/v1/portals/${own.portal}`, { signUp: { templateCustomerId: id } }),
    },
  ]),
  'POST /api/v1/portals/:id/preview': takesNoId,
  ...mailSender,
  ...portalAddresses,
  'GET /api/v1/themes': takesNoId,
  ...ownWords,
  'GET /api/v1/files': takesNoId,
  'POST /api/v1/files': takesNoId,
  ...publicFiles,
  ...portalDrafts(),
  'GET /api/v1/portals/:id/theme-file': [
    {
      ...{ kind: 'portal', where: 'path' },
      send: (c, id) => c.get(`/api/v1/portals/${encodeURIComponent(id)}/theme-file`),
    },
  ],
  'POST /api/v1/portals/:id/theme-file': [
    {
      ...{ kind: 'portal', where: 'path' },
      send: (c, id) =>
        c.post(`/api/v1/portals/${encodeURIComponent(id)}/theme-file`, {
          file: { format: 'portico-theme', version: 1, name: 'a look', files: [] },
        }),
    },
  ],
  'POST /api/v1/portals/:id/css-check': [
    {
      ...{ kind: 'portal', where: 'path' },
      send: (c, id) =>
        c.post(`/api/v1/portals/${encodeURIComponent(id)}/css-check`, { source: 'h1{color:red}' }),
    },
  ],
  'POST /api/v1/portals/:id/script-check': [
    {
      ...{ kind: 'portal', where: 'path' },
      send: (c, id) => c.post(`/api/v1/portals/${encodeURIComponent(id)}/script-check`, { source: 'a()' }),
    },
  ],
  'POST /api/v1/portals/:id/page-check': [
    {
      ...{ kind: 'portal', where: 'path' },
      send: (c, id) =>
        c.post(`/api/v1/portals/${encodeURIComponent(id)}/page-check`, { url: 'https://10.0.0.1/' }),
    },
  ],
  ...Object.fromEntries(
    ['letterhead', 'logo', 'refused-hosts', 'seen-hosts', 'withheld-mails', 'template-preview'].map(
      (part): [string, Place[]] => [
        `GET /api/v1/portals/:id/${part}`,
        [
          {
            ...{ kind: 'portal', where: 'path' },
            send: (c, id) => c.get(`/api/v1/portals/${encodeURIComponent(id)}/${part}`),
          },
        ],
      ],
    ),
  ),
  ...portalOidc(),
  'POST /api/v1/portals/:id/mail-preview': [
    {
      kind: 'portal',
      where: 'path',
      send: (c, id) =>
        c.post(`/api/v1/portals/${encodeURIComponent(id)}/mail-preview`, {
          kind: 'portal-link',
          language: 'en',
        }),
    },
  ],
  'PUT /api/v1/portals/:id/letterhead': [
    {
      kind: 'portal',
      where: 'path',
      send: (c, id) =>
        c.put(`/api/v1/portals/${encodeURIComponent(id)}/letterhead`, { seller: { name: 'S' } }),
    },
  ],
  'PUT /api/v1/portals/:id/logo': [
    {
      kind: 'portal',
      where: 'path',
      send: (c, id) => c.send('PUT', `/api/v1/portals/${encodeURIComponent(id)}/logo`, tinyPng, pngHeaders),
    },
  ],
  'DELETE /api/v1/portals/:id/logo': [
    {
      kind: 'portal',
      where: 'path',
      send: (c, id) => c.delete(`/api/v1/portals/${encodeURIComponent(id)}/logo`),
    },
  ],
  'POST /api/v1/portals/:id/mail-trial': [
    {
      ...{ kind: 'portal', where: 'path' },
      send: (c, id) =>
        c.post(`/api/v1/portals/${encodeURIComponent(id)}/mail-trial`, {
          ...{ kind: 'portal-link', language: 'en', to: 'me@acme.example' },
        }),
    },
  ],
  'POST /api/v1/portal-tokens': [
    inBody(
      'post',
      () => '/api/v1/portal-tokens',
      'customerId',
      'customer',
      () => ({ portal: 'acme' }),
    ),
  ],
  'POST /api/v1/portal-links': [
    inBody(
      'post',
      () => '/api/v1/portal-links',
      'customerId',
      'customer',
      () => ({}),
    ),
  ],
  // A link is looked up by its own signature; LK03 in portal-links.test.ts looks at it.
  'POST /portal/v1/link-renewals': takesNoId,
};
