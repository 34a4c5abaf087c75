import type { Bootstrap } from '../../../features/access/schema.ts';
import { PluginFrame } from '../../../features/plugins/portal/PluginFrame.tsx';
import type { FrameWords } from '../../../features/plugins/portal/words.ts';
import type { PluginToken } from '../../../features/plugins/schema.ts';
import { queryOf } from '../../../kit/browser/query.ts';
import { watching } from '../../../kit/ui/signals.ts';
import type { Portal } from '../portal.ts';

interface FrameProps {
  readonly portal: Portal;
  readonly plugin: NonNullable<Bootstrap['plugins']>[number];
  readonly t: FrameWords;
  readonly onReady: (error?: unknown) => void;
}

/** A page of the vendor's own with what it may know of this visit. */
export const Frame = watching(function Frame({ portal, plugin, t, onReady }: FrameProps) {
  const language = portal.language.value;
  const { readOnly = true, panels = [] } = portal.bootstrap.value ?? {};
  return (
    <PluginFrame
      {...{ t, onReady, language }}
      name={plugin.name}
      url={plugin.url ?? ''}
      context={{ language, timeZone: portal.page.timeZone, readOnly }}
      token={async () =>
        (await portal.http()).post<PluginToken>(
          `/portal/v1/plugins/${plugin.id}/token${queryOf({ language })}`,
          {},
        )
      }
      goTo={(panel) => {
        if (panels.some((one) => one.panel === panel && one.view)) portal.router.go({ panel, id: null });
      }}
    />
  );
});
