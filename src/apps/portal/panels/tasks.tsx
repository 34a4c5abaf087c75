import type { Tasks as Waiting } from '../../../features/approvals/schema.ts';
import { useFetched } from '../../../kit/ui/fetched.ts';
import { watching } from '../../../kit/ui/signals.ts';
import { Part } from '../Part.tsx';
import type { Portal } from '../portal.ts';

/** What waits for whoever is here; asked for anew after each visit of a panel in which it may be done. */
export const Tasks = watching(function Tasks({ portal }: { readonly portal: Portal }) {
  const { router, words } = portal;
  const { panel, id } = router.route.value;
  const { found } = useFetched(`${panel} ${id}`, async () =>
    (await portal.http()).get<Waiting>('/portal/v1/tasks'),
  );
  if (!found) return null;
  return (
    <Part
      portal={portal}
      words={words.value}
      load={(language) =>
        Promise.all([
          import('../../../features/approvals/portal/tasks/TaskList.tsx'),
          portal.wordsOf('tasks', language),
        ])
      }
      draw={({ TaskList }, t) => (
        <TaskList t={t} tasks={found} linkTo={(to, at) => router.link({ panel: to, id: at ?? null })} />
      )}
    />
  );
});
