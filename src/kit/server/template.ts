import type { Db } from './db/db.ts';

/** Whose things are copied to whom; `currency` is the new one's, `null` where it has none. */
export interface TemplateCopy {
  readonly vendorId: string;
  readonly fromId: string;
  readonly currency: string | null;
  /** The vendor's time. */
  readonly at: Date;
}

/** A thing of the template as people name it: `Fieldbook`, `GBP 9.00 a month`. */
export interface TemplateItem {
  readonly title: string;
  readonly detail: string;
  /** Absent where money has no part in it. */
  readonly currency?: string;
}

/** What is to be announced of each thing that was made. */
export interface TemplateMade {
  readonly action: string;
  readonly subjectId: string;
  readonly data: Readonly<Record<string, string | null>>;
}

/**
 * What a template gives to whoever signs up: each feature says itself what of its own there is, and copies it. Listed in
 * apps/server/template-kinds.ts.
 */
export interface TemplateKind {
  readonly name: string;
  /**
   * True for what is worth money: it comes when the address is proven or the vendor said yes, not before, so that a
   * thousand sign-ups by a program cost nothing.
   */
  readonly waits: boolean;
  /** Everything of this kind that the template has. What is of another currency than the new one's is not copied. */
  items(db: Db, copy: TemplateCopy): Promise<readonly TemplateItem[]>;
  /** Copies the items that fit, once; `null` stands for one that is part of the customer itself. */
  copy(tx: Db, copy: TemplateCopy & { readonly toId: string }): Promise<readonly (TemplateMade | null)[]>;
}

export const fits = ({ currency }: TemplateItem, wanted: string | null): boolean =>
  currency === undefined || wanted === null || currency === wanted;
