import { signal } from '@preact/signals-core';
import type { PortalOrder } from '../../features/orders/schema.ts';

/** The order of somebody who has no session yet, since the vendor looks at it first. */
export const placed = signal<PortalOrder | undefined>(undefined);
