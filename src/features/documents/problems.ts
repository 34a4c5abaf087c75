import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const documentProblems = defineProblems({
  'invoice.not-found': { status: 404, title: 'No such invoice' },
  'invoice.external-id-taken': { status: 409, title: 'Another invoice has this external id' },
  'invoice.number-taken': { status: 409, title: 'Another invoice has this number' },
  'invoice.issued': { status: 409, title: 'An issued invoice does not change and is not deleted' },
  'credit-note.not-found': { status: 404, title: 'No such credit note' },
  'credit-note.external-id-taken': { status: 409, title: 'Another credit note has this external id' },
  'credit-note.number-taken': { status: 409, title: 'Another credit note has this number' },
  'credit-note.issued': { status: 409, title: 'An issued credit note does not change and is not deleted' },
  'credit-note.too-much': {
    status: 409,
    title: 'The credit notes would take back more than the invoice was',
  },
  'document.not-found': { status: 404, title: 'No such document' },
  'document.no-pdf': { status: 404, title: 'This document has no PDF' },
  'document.no-e-invoice': { status: 409, title: 'This document can not be had as an e-invoice' },
  'document.not-a-pdf': { status: 422, title: 'This is not a PDF' },
  'download.not-found': { status: 404, title: 'There is no such download' },
  'download.too-many': { status: 503, title: 'Too many downloads at once: try again in a moment' },
  'number-series.begun': {
    status: 409,
    title: 'Numbers of this series are taken: it can not begin elsewhere',
  },
  'logo.not-found': { status: 404, title: 'This portal has no logo' },
  'logo.not-an-image': { status: 422, title: 'This is no PNG or JPEG' },
  'logo.too-wide': { status: 422, title: 'The logo is larger than it may be' },
});
export const documentProblem = problemThrower(documentProblems);
