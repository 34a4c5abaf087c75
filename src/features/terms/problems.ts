import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const termsDocumentProblems = defineProblems({
  'terms-document.not-found': { status: 404, title: 'No such terms document' },
  'terms-document.external-id-taken': { status: 409, title: 'Another terms document has this external id' },
  'terms-document.agreed': {
    status: 409,
    title: 'Somebody agreed to this document, so it can only be switched off',
  },
});
export const termsDocumentProblem = problemThrower(termsDocumentProblems);
