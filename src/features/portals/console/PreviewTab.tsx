import { watching } from '../../../kit/ui/signals.ts';
import { Preview } from './Preview.tsx';
import type { OnePortal } from './words.ts';

/** The portal as its draft has it, as any of its customers, in any of its languages; `?plugin=plg_…`: at that plugin. */
export const PreviewTab = watching(function PreviewTab(props: OnePortal) {
  return <Preview {...props} theme={props.portal.theme} panel={props.query.plugin} whole />;
});
