import type { ListedCustomer as Listed } from '../schema.ts';

/** A customer as the list answers it. */
export type ListedCustomer = Listed & {
  /** Of the customer or any of its contacts; `null`: never. */
  readonly lastSignInAt?: string | null;
};
