import type { Overview } from '../../../features/overview/schema.ts';
import type { VendorApi } from '../../../kit/browser/vendor-api.ts';

/** What the start page is made of: all of it read from the API in one call, nothing remembered. */
export type Facts = Overview;

export const readFacts = (api: VendorApi): Promise<Facts> => api.get('/api/v1/overview');
