import type { OverviewSources } from '../../../features/overview/server/source.ts';
import { attentionSources } from './attention.ts';
import { defaultPortal, figuresOf, setupOf } from './setup.ts';

/** What the console's first page is made of: every feature has something to say there, so they meet here. */
export const overviewSources: OverviewSources = {
  portal: defaultPortal,
  attention: attentionSources,
  setup: setupOf,
  figures: figuresOf,
};
