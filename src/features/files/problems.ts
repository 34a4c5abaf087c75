import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const fileProblems = defineProblems({
  'file.not-found': { status: 404, title: 'No such file' },
  'file.not-taken': {
    status: 422,
    title:
      'The file is none that is taken: WOFF2 fonts up to 300 kB, and JPEG, PNG or WebP pictures up to 1 MB',
  },
  'file.not-a-logo': { status: 422, title: 'A logo is a JPEG, PNG or GIF' },
  'file.too-wide': { status: 422, title: 'A logo is at most 350 pixels wide, and 1,400 high' },
  'file.not-a-favicon': { status: 422, title: 'A favicon is a square PNG, GIF or JPEG of 16 to 350 pixels' },
  'file.too-many': { status: 409, title: 'There are 100 files; remove one first' },
  'file.in-use': {
    status: 409,
    title: 'A portal, its draft or the console shows this file; take it out there first',
  },
});
export const fileProblem = problemThrower(fileProblems);
