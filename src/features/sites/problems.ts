import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const siteProblems = defineProblems({
  'location.not-found': { status: 404, title: 'No such location' },
  'location.external-id-taken': { status: 409, title: 'Another location has this external id' },
  'installation.not-found': { status: 404, title: 'No such installation' },
  'installation.external-id-taken': { status: 409, title: 'Another installation has this external id' },
  'installation.token-taken': { status: 409, title: 'Another installation has this token' },
  'logbook-entry.not-found': { status: 404, title: 'No such logbook entry' },
  'logbook-entry.external-id-taken': { status: 409, title: 'Another logbook entry has this external id' },
  'site-document.not-found': { status: 404, title: 'No such work order or certificate' },
  'site-document.external-id-taken': { status: 409, title: 'Another document has this external id' },
  'site-document.no-file': { status: 404, title: 'The document has no file yet' },
  'site-document.must-be-kept': { status: 409, title: 'Documents here must be kept until a later day' },
  'inspection.not-found': { status: 404, title: 'No such inspection' },
  'inspection.external-id-taken': { status: 409, title: 'Another inspection has this external id' },
  'site-request.not-found': { status: 404, title: 'No such request' },
  'site-request.external-id-taken': { status: 409, title: 'Another request has this external id' },
  'site-request.empty': { status: 422, title: 'A text or a photo is needed' },
  'site-file.not-found': { status: 404, title: 'No such file' },
  'site-file.not-readable': { status: 415, title: 'The file is not a PDF, JPEG, PNG or WebP' },
  'site-file.too-many': { status: 409, title: 'No more files can be added here' },
  'calendar-feed.not-found': { status: 404, title: 'No such calendar' },
});
export const siteProblem = problemThrower(siteProblems);
