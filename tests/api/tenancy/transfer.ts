import type { Client } from '../../helpers/app.ts';
import { foreignPdf } from '../../helpers/pdf.ts';
import { pdfHeaders } from './bodies.ts';
import { type Matrix, takesNoId } from './places.ts';

const sendPart = (c: Client, id: string) =>
  c.send('PUT', `/api/v1/imports/${id}/parts/1`, 'externalId,name\na,Anna\n', { 'content-type': 'text/csv' });

export const transfer: Matrix = {
  'GET /api/v1/imports/kinds': takesNoId,
  'POST /api/v1/imports/preview': takesNoId,
  'GET /api/v1/imports': takesNoId,
  'POST /api/v1/imports': takesNoId,
  'GET /api/v1/imports/:id': [
    { kind: 'import', where: 'path', send: (c, id) => c.get(`/api/v1/imports/${id}`) },
  ],
  'PUT /api/v1/imports/:id/parts/:number': [{ kind: 'import', where: 'path', send: sendPart }],
  'PUT /api/v1/imports/:id/files/:name': [
    {
      kind: 'import',
      where: 'path',
      send: (c, id) => c.send('PUT', `/api/v1/imports/${id}/files/a.pdf`, foreignPdf('a'), pdfHeaders),
    },
  ],
  'POST /api/v1/imports/:id/run': [
    {
      kind: 'import',
      where: 'path',
      send: async (c, id) => {
        await sendPart(c, id);
        return c.post(`/api/v1/imports/${id}/run`, {});
      },
    },
  ],
  'GET /api/v1/imports/:id/errors': [
    { kind: 'import', where: 'path', send: (c, id) => c.get(`/api/v1/imports/${id}/errors`) },
  ],
  'GET /api/v1/imports/:id/errors.csv': [
    { kind: 'import', where: 'path', send: (c, id) => c.get(`/api/v1/imports/${id}/errors.csv`) },
  ],
  'DELETE /api/v1/imports/:id': [
    { kind: 'import', where: 'path', send: (c, id) => c.delete(`/api/v1/imports/${id}`) },
  ],
  'GET /api/v1/exports': takesNoId,
  'POST /api/v1/exports': takesNoId,
  'GET /api/v1/exports/:id': [
    { kind: 'export', where: 'path', send: (c, id) => c.get(`/api/v1/exports/${id}`) },
  ],
  'GET /api/v1/exports/:id/file': [
    {
      kind: 'export',
      where: 'path',
      async send(c, id) {
        const answer = await c.get(`/api/v1/exports/${id}/file`);
        // Nobody works here: that one's own is not ready yet is an answer of one's own.
        return answer.body.code === 'export.not-ready' ? { ...answer, status: 200 } : answer;
      },
    },
  ],
  'DELETE /api/v1/exports/:id': [
    { kind: 'export', where: 'path', send: (c, id) => c.delete(`/api/v1/exports/${id}`) },
  ],
  'GET /api/v1/configuration': takesNoId,
  'POST /api/v1/configuration/comparison': takesNoId,
  'PUT /api/v1/configuration': takesNoId,
};
