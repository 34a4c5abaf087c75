import { defineProblems, problemThrower } from '../../kit/common/problem.ts';

export const pluginProblems = defineProblems({
  'plugin.not-found': { status: 404, title: 'No such plugin' },
  'plugin.external-id-taken': { status: 409, title: 'Another plugin has this external id' },
  'plugin.too-many': { status: 409, title: 'There are as many plugins as a menu can hold' },
  'plugin.other-kind': { status: 409, title: 'This is for plugins of another kind' },
});
export const pluginProblem = problemThrower(pluginProblems);
