import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const wordProblems = defineProblems({
  'words.not-found': { status: 404, title: 'There is no set of own words with this id' },
  'words.too-many': { status: 409, title: 'There are 1,000 sets of own words that portals and drafts name' },
  'words.too-large': { status: 422, title: 'A set of own words holds 2 MB at most' },
  'words.file': { status: 422, title: 'The file holds no texts that can be read' },
});
export const wordProblem = problemThrower(wordProblems);
