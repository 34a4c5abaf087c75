import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const transferProblems = defineProblems({
  'import.not-found': { status: 404, title: 'No such import' },
  'import.not-receiving': { status: 409, title: 'The import takes no more bytes' },
  'import.not-ready': { status: 409, title: 'The import can not be started now' },
  'import.running': { status: 409, title: 'The import is running' },
  'import.incomplete': { status: 409, title: 'A part of the file is missing' },
  'import.too-large': { status: 413, title: 'The file is too large' },
  'import.too-many': { status: 429, title: 'Too many imports are waiting' },
  'export.not-found': { status: 404, title: 'No such export' },
  'export.not-ready': { status: 409, title: 'The export is not ready yet' },
  'export.too-many': { status: 429, title: 'Too many exports are waiting' },
  'data-export.not-found': { status: 404, title: 'There is no file with this data' },
  'data-export.not-ready': { status: 409, title: 'The file is not ready yet' },
  'data-export.open': { status: 409, title: 'A file with this data is being made already' },
  'data-export.too-many': { status: 429, title: 'There were enough files with this data for today' },
  'data-export.owners-only': {
    status: 403,
    title: 'Only an owner takes the data of the whole account along',
  },
  'configuration.changed': {
    status: 409,
    title: 'What would change is not what was seen: compare again',
  },
  'configuration.conflict': { status: 409, title: 'The configuration can not be applied' },
});

export const transferProblem = problemThrower(transferProblems);
