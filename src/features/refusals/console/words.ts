import type { ViewProps } from '../../../kit/ui/console/desk.ts';
import type { RefusedRequest } from '../schema.ts';
import type en from './messages/en.json';

/** Who asked, by name where there still is one; a token that was refused brought nobody. */
export function askedBy(t: ViewProps<keyof typeof en>['t'], { actor }: RefusedRequest): string {
  if (actor.kind === 'system') return t('refused.nobody');
  // Words of kinds stand beside the navigation's: every view that tells who did something uses them.
  return actor.name ?? (t as unknown as (key: string) => string)(`actor.${actor.kind}`);
}
