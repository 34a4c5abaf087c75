/** Whose views: a contact's own and those of everybody of its account. */
export interface Person {
  readonly vendorId: string;
  readonly customerId: string;
  readonly contactId: string | null;
}

/** An operator's own and those of all of them, for whichever customer is looked at; `null`: an API key. */
export interface Staff {
  readonly vendorId: string;
  readonly operatorId: string | null;
  /** Whose report it is at the moment. */
  readonly customerId: string | null;
}

export type Viewer = Person | Staff;

export const isStaff = (viewer: Viewer): viewer is Staff => 'operatorId' in viewer;
